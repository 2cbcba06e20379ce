import { followAbsences } from "../absence/follow-absences.ts";
import type { DutyPolicy } from "../policies.ts";
import { successorMissing } from "../rejections.ts";
import { rotaChanged, type ShiftWindow } from "../rota.ts";
import { atHome, isAtWork } from "../shift/cut-shift.ts";
import { evolveStaff, type KnownStaff, rotaOf, type Staff, type StaffFact } from "../staff/staff.ts";
import { comeOnDuty } from "./come-on-duty.ts";
import { goOffDuty } from "./go-off-duty.ts";

/** A team without somebody: whether nobody else is there, and whether somebody rostered at this moment has not come. */
export type TeamLeft = { readonly isEmpty: boolean; readonly awaitsSuccessor: boolean };

export type AtBoundary = {
  readonly policy: DutyPolicy;
  /** By team. A team that is not in it is no reason to stay. */
  readonly teams: ReadonlyMap<string, TeamLeft>;
};

const passed = (window: ShiftWindow, now: string): ShiftWindow => {
  if (window.stage !== "over" && window.to <= now) return { ...window, stage: "over" };
  return window.stage === "ahead" && window.from <= now ? { ...window, stage: "begun" } : window;
};

const isEnding = ({ stage, to }: ShiftWindow, now: string): boolean => stage === "begun" && to <= now;

const teamsWhere = (staff: Staff, isIt: (window: ShiftWindow) => boolean): string[] =>
  atHome(staff, rotaOf(staff).shifts)
    .filter(({ windows }) => windows.some(isIt))
    .flatMap(({ teamId }) => (teamId === null ? [] : [teamId]));

/** The teams for which somebody is in a window, as far as the clock has come: those that they may be about to leave. */
export const teamsAtWork = (staff: Staff): string[] => teamsWhere(staff, ({ stage }) => stage === "begun");

/** The same, and the one for which somebody stays already. */
export const teamsHeldBy = (staff: Staff): string[] => {
  const { stay } = rotaOf(staff);
  return [...teamsAtWork(staff), ...(stay === null ? [] : [stay.teamId])];
};

/** No one leaves a team empty by their own word in their window, or while they stay for a successor. */
export const requireSuccessor = (staff: Staff, left: readonly TeamLeft[]): void => {
  const isOnDuty = staff.status === "known" && staff.data.onDuty;
  if (isOnDuty && left.some(({ isEmpty }) => isEmpty)) throw successorMissing();
};

const isLeftAlone = (team: TeamLeft | undefined): boolean => team?.isEmpty === true && team.awaitsSuccessor;

/**
 * What the clock does at the beginning and the end of a window. What was done by hand stands until the next of them.
 * No one leaves before the successor has taken over: where the team would be empty while somebody is rostered who has
 * not come, the person stays on duty until somebody comes, or for as long as the policy says.
 */
export const followRota = (
  staff: Staff,
  { now, context }: { now: string; context: AtBoundary },
): StaffFact[] => {
  if (staff.status === "unknown" || !staff.data.employed) return [];
  const rota = rotaOf(staff);
  const windows = atHome(staff, rota.shifts).flatMap((shift) => shift.windows);
  const begins = windows.some((window) => window.stage === "ahead" && passed(window, now).stage === "begun");
  const ends = windows.some((window) => isEnding(window, now));
  const shifts = rota.shifts.map((shift) => ({
    ...shift,
    windows: shift.windows.map((window) => passed(window, now)),
  }));
  const changed = rotaChanged({ ...rota, shifts, stay: begins ? null : rota.stay }, now);
  const after = evolveStaff(staff, changed) as KnownStaff;
  if (begins) return [changed, ...arrive(after, context.policy, now)];
  if (!ends || isAtWork(atHome(staff, shifts))) return [changed];
  const teams = teamsWhere(staff, (window) => isEnding(window, now));
  return [changed, ...depart(after, { teams, context, now })];
};

/** Leave that ends as the window begins is over first, whichever of the two the clock comes to first. */
const arrive = (staff: KnownStaff, { comeOnBy }: DutyPolicy, now: string): StaffFact[] => {
  const { absentUntil } = staff.data;
  const back = absentUntil && absentUntil <= now ? followAbsences(staff, now) : [];
  const here = back.reduce<Staff>(evolveStaff, staff) as KnownStaff;
  return comeOnBy === "hand" || here.data.absentUntil ? back : [...back, ...comeOnDuty(here, now)];
};

const depart = (
  staff: KnownStaff,
  { teams, context, now }: { teams: readonly string[]; context: AtBoundary; now: string },
): StaffFact[] => {
  const teamId = teams.find((id) => isLeftAlone(context.teams.get(id)));
  if (!staff.data.onDuty || teamId === undefined) return goOffDuty(staff, now);
  const until = new Date(Date.parse(now) + context.policy.stayAtMostMs).toISOString();
  return [rotaChanged({ ...rotaOf(staff), stay: { teamId, since: now, until } }, now)];
};
