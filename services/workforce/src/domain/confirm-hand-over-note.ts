import type { Fact } from "@shouwen/contracts/define-event";
import { type HandOverNote, noteChanged } from "./hand-over-note.ts";
import { noteConfirmed, noteNotFound, noteOwn } from "./rejections.ts";

/** Whoever takes over says that they have read it. Nobody takes over from themselves, and a note is taken over once. */
export const confirmHandOverNote = ({ by }: { by: string }, note: HandOverNote, now: string): Fact[] => {
  if (note.status === "unknown") throw noteNotFound();
  const { status, ...written } = note;
  if (written.confirmedBy === by) return [];
  if (written.confirmedBy !== null) throw noteConfirmed({ confirmedBy: written.confirmedBy });
  if (written.writtenBy === by) throw noteOwn();
  return [noteChanged({ ...written, confirmedBy: by, confirmedAt: now })];
};
