import {
  roundDone,
  roundNotDue,
  roundNotFound,
  roundOfOtherPerson,
  roundOfOtherTeam,
} from "../rejections.ts";
import { isOfTeam, leadsOthers, type TeamMember } from "../staff/who-may.ts";
import {
  type ChecklistDay,
  type DayFact,
  dayChanged,
  isSameRound,
  type RoundPlace,
  type RoundsAbout,
  roundsOf,
} from "./checklist-day.ts";

export type TickRound = RoundPlace & { readonly propertyId: string; readonly by: TeamMember };

/** Signs a round as done: once, by one person of the team or who leads it, and not before its time. Late is better than never, and is shown. */
export const tickRound = (command: TickRound, day: ChecklistDay, about: RoundsAbout): DayFact[] => {
  const { propertyId, list, teamId, time } = command;
  const by = command.by.id;
  if (!isOfTeam(command.by, teamId)) throw roundOfOtherTeam();
  const round = roundsOf(day, about).find((one) => isSameRound(one, command));
  if (!round) throw roundNotFound();
  if (round.doneBy === by) return [];
  if (round.doneBy !== null) throw roundDone({ doneBy: round.doneBy, doneAt: round.doneAt });
  const { assignedTo } = round;
  if (assignedTo !== null && assignedTo !== by && !leadsOthers(command.by))
    throw roundOfOtherPerson({ assignedTo });
  if (round.status === "ahead") throw roundNotDue({ dueAt: round.dueAt });
  const ticks = [...day.ticks, { list, teamId, time, by, at: about.now }];
  return [dayChanged({ ...day, propertyId, date: about.date, ticks })];
};
