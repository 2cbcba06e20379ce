import { type Role, staffLeft, staffState, staffWentOffDuty } from "@shouwen/contracts/events/workforce";
import { isStanding } from "../absence/ask-absence.ts";
import { type Absence, type Rota, rotaChanged, type Swap } from "../rota.ts";
import { cutShift } from "../shift/cut-shift.ts";
import { checkRoles } from "./put-staff.ts";
import { known, type Staff, type StaffData, type StaffFact } from "./staff.ts";

/**
 * Leaves the company for good, off duty first. What was to come of the rota ends: shifts, leave and exchanges. The
 * state stays, so that old tickets can still name the person.
 */
export const leave = (staff: Staff, now: string, givenBy: readonly Role[]): StaffFact[] => {
  const { data, rota } = known(staff);
  if (!data.employed) return [];
  checkRoles(data.roles, [], givenBy);
  const who = { staffId: data.staffId, propertyId: data.propertyId, at: now };
  return [
    ...(rota ? [rotaChanged(ended(rota, now), now)] : []),
    ...(data.onDuty ? [staffWentOffDuty.of(who)] : []),
    staffLeft.of(who),
    staffState.of({
      ...data,
      ...nobodyStandsIn(data),
      onDuty: false,
      onDutySince: null,
      employed: false,
      updatedAt: now,
    }),
  ];
};

const nobodyStandsIn = ({ substituteId, absentUntil }: StaffData) => ({
  ...(substituteId ? { substituteId: null } : {}),
  ...(absentUntil ? { absentUntil: null } : {}),
});

const ended = ({ shifts, absences, swaps }: Rota, now: string): Rota => ({
  shifts: shifts.flatMap((shift) => cutShift(shift, now)),
  absences: absences.map((absence) => endedAbsence(absence, now)),
  swaps: swaps.map((swap) => endedSwap(swap, now)),
  stay: null,
});

const endedAbsence = (absence: Absence, now: string): Absence => {
  if (!isStanding(absence)) return absence;
  return absence.status === "begun"
    ? { ...absence, to: now, status: "over" }
    : { ...absence, status: "cancelled", decidedAt: now };
};

const endedSwap = (swap: Swap, now: string): Swap =>
  isOpen(swap) ? { ...swap, status: "withdrawn", decidedAt: now } : swap;

/** Whether an exchange waits for somebody. */
export const isOpen = ({ status }: Swap): boolean => status === "offered" || status === "accepted";
