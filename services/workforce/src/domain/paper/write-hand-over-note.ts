import { ownValue } from "@shouwen/contracts/own-value";
import { isTeam } from "../policies.ts";
import { noteLacksPoints, noteOfOtherTeam, notePointUnknown, teamNotFound } from "../rejections.ts";
import { isOfTeam, type TeamMember } from "../staff/who-may.ts";
import {
  type HandOverNote,
  type NoteEntry,
  type NoteFact,
  noteChanged,
  type WrittenNote,
} from "./hand-over-note.ts";
import type { HandOverPolicy } from "./shift-papers.ts";

export type WriteHandOverNote = Omit<
  WrittenNote,
  "writtenBy" | "writtenAt" | "confirmedBy" | "confirmedAt"
> & {
  readonly by: TeamMember;
  /** What the entries say, before it is sealed. */
  readonly said: readonly NoteEntry[];
};

/** The points that a team's notes have. */
export const formOf = (
  { forms }: HandOverPolicy,
  teamId: string,
): HandOverPolicy["forms"][number]["points"] => forms.find(({ team }) => isTeam(teamId, team))?.points ?? [];

/** Writes down what the shift hands over. Every entry answers the points that its team must answer, and no others. */
export const writeHandOverNote = (
  { by, said: entries, ...command }: WriteHandOverNote,
  note: HandOverNote,
  { now, policy, teamIds }: { now: string; policy: HandOverPolicy; teamIds: readonly string[] },
): NoteFact[] => {
  if (note.status === "written") return [];
  if (!teamIds.includes(command.teamId)) throw teamNotFound();
  if (!isOfTeam(by, command.teamId)) throw noteOfOtherTeam();
  const points = formOf(policy, command.teamId);
  const known = points.map(({ id }) => id);
  const required = points.filter((point) => point.required).map(({ id }) => id);
  for (const [entry, { points: said }] of entries.entries()) {
    const unknown = Object.keys(said).filter((id) => !known.includes(id)).length;
    if (unknown > 0) throw notePointUnknown({ entry, points: known });
    const missing = required.filter((id) => (ownValue(said, id) ?? "").trim() === "");
    if (missing.length > 0) throw noteLacksPoints({ entry, missing });
  }
  return [
    noteChanged({ ...command, writtenBy: by.id, writtenAt: now, confirmedBy: null, confirmedAt: null }),
  ];
};
