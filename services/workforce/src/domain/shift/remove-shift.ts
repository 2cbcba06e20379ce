import { goOffDuty } from "../duty/go-off-duty.ts";
import { shiftHasBegun, shiftNotFound } from "../rejections.ts";
import { endOf, rotaChanged, type Shift } from "../rota.ts";
import { evolveStaff, rotaOf, type Staff, type StaffFact } from "../staff/staff.ts";
import { atHome, cutShift, isAtWork } from "./cut-shift.ts";

/** Takes a shift out of a person's rota. One that has begun ends now: what was worked stays, and its person goes home. */
export const removeShift = ({ shiftId }: { shiftId: string }, staff: Staff, now: string): StaffFact[] => {
  const rota = rotaOf(staff);
  const shift = rota.shifts.find((one) => one.shiftId === shiftId);
  if (!shift) throw shiftNotFound();
  if (endOf(shift) <= now) throw shiftHasBegun();
  const shifts = rota.shifts.flatMap((one) => (one === shift ? cutShift(shift, now) : [one]));
  const changed = rotaChanged({ ...rota, shifts }, now);
  const goesHome = isAtWork(atHome(staff, [shift])) && !isAtWork(atHome(staff, shifts));
  return [changed, ...(goesHome ? goOffDuty(evolveStaff(staff, changed), now) : [])];
};

/** Takes everything out of a person's rota that they were to work at a property on a date, however it was entered. */
export const removeShiftsOf = (
  { propertyId, date }: Pick<Shift, "propertyId" | "date">,
  staff: Staff,
  now: string,
): StaffFact[] => {
  const facts: StaffFact[] = [];
  let state = staff;
  for (const shift of rotaOf(staff).shifts) {
    if (shift.propertyId !== propertyId || shift.date !== date) continue;
    const said = removeShift(shift, state, now);
    facts.push(...said);
    state = said.reduce<Staff>(evolveStaff, state);
  }
  return facts;
};
