import { endOf, type Shift, type Stay } from "../rota.ts";
import { rotaOf, type Staff } from "../staff/staff.ts";

/** Where somebody is, as far as duty and rota say. `expected`: rostered now, and not here. */
export type DutyEntry = {
  readonly staffId: string;
  readonly teamIds: readonly string[];
  readonly status: "on_duty" | "staying" | "expected" | "on_leave";
  readonly since: string | null;
  /** When the window that they are in ends; null outside the rota. */
  readonly until: string | null;
  readonly shiftId: string | null;
  /** Waits for a successor, until then at most. */
  readonly stay: Stay | null;
  readonly substituteId: string | null;
  readonly absentUntil: string | null;
};

/** Who is on duty, who stays on for a successor, who is missing and who is on leave. Nobody else is on the board. */
export const dutyBoard = (people: readonly Staff[]): DutyEntry[] => people.flatMap(entryOf);

const entryOf = (staff: Staff): DutyEntry[] => {
  if (staff.status === "unknown") return [];
  const { staffId, teamIds, onDuty, onDutySince, substituteId = null, absentUntil = null } = staff.data;
  const { shifts, stay } = rotaOf(staff);
  const current = currentOf(shifts);
  const status = statusOf({ onDuty, isStaying: stay !== null, isAway: absentUntil !== null, current });
  if (status === undefined) return [];
  const { shift, from, to } = current ?? {};
  return [
    {
      staffId,
      teamIds,
      status,
      since: status === "expected" ? (from ?? null) : onDutySince,
      until: to ?? null,
      shiftId: shift?.shiftId ?? null,
      stay,
      substituteId,
      absentUntil,
    },
  ];
};

type Current = { readonly shift: Shift; readonly from: string; readonly to: string };

const currentOf = (shifts: readonly Shift[]): Current | undefined =>
  shifts
    .flatMap((shift) =>
      shift.windows.flatMap(({ stage, from, to }) => (stage === "begun" ? [{ shift, from, to }] : [])),
    )
    .toSorted((a, b) => (endOf(a.shift) < endOf(b.shift) ? -1 : 1))[0];

const statusOf = (seen: {
  onDuty: boolean;
  isStaying: boolean;
  isAway: boolean;
  current: Current | undefined;
}): DutyEntry["status"] | undefined => {
  if (seen.isAway) return "on_leave";
  if (seen.onDuty) return seen.isStaying ? "staying" : "on_duty";
  return seen.current ? "expected" : undefined;
};
