import { noteConfirmed, noteNotFound, noteOfOtherTeam, noteOwn } from "../rejections.ts";
import { isOfTeam, type TeamMember } from "../staff/who-may.ts";
import { type HandOverNote, type NoteFact, noteChanged } from "./hand-over-note.ts";

/** Whoever takes over says that they have read it. Nobody takes over from themselves, and a note is taken over once. */
export const confirmHandOverNote = (
  { by }: { by: TeamMember },
  note: HandOverNote,
  now: string,
): NoteFact[] => {
  if (note.status === "unknown") throw noteNotFound();
  const { status, ...written } = note;
  if (written.confirmedBy === by.id) return [];
  if (written.confirmedBy !== null) throw noteConfirmed({ confirmedBy: written.confirmedBy });
  if (written.writtenBy === by.id) throw noteOwn();
  if (!isOfTeam(by, written.teamId)) throw noteOfOtherTeam();
  return [noteChanged({ ...written, confirmedBy: by.id, confirmedAt: now })];
};
