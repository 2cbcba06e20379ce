import { dayNotOver, daySignedOff, roundNotFound } from "../rejections.ts";
import { type ChecklistDay, type DayFact, dayChanged, type RoundsAbout, roundsOf } from "./checklist-day.ts";

/** A leader signs a team's day once nothing of it can still be done in time. What nobody did is named as missed. */
export const signOffDay = (
  command: { readonly propertyId: string; readonly teamId: string; readonly by: string },
  day: ChecklistDay,
  about: RoundsAbout,
): DayFact[] => {
  const { propertyId, teamId, by } = command;
  const signed = day.signOffs.find((one) => one.teamId === teamId);
  if (signed?.by === by) return [];
  if (signed) throw daySignedOff({ signedBy: signed.by, signedAt: signed.at });
  const rounds = roundsOf(day, about).filter((round) => round.teamId === teamId);
  if (rounds.length === 0) throw roundNotFound();
  const open = rounds.filter(({ status }) => status === "ahead" || status === "due");
  if (open.length > 0) throw dayNotOver({ open: open.map(({ list, time }) => ({ list, time })) });
  const missed = rounds
    .filter(({ status }) => status === "overdue")
    .map(({ list, time }) => ({ list, time }));
  const signOffs = [...day.signOffs, { teamId, by, at: about.now, missed }];
  return [dayChanged({ ...day, propertyId, date: about.date, signOffs })];
};
