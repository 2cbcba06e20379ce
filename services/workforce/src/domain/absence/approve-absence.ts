import {
  absenceDatesWrong,
  absenceDecided,
  absenceMeetsShifts,
  absenceNotFound,
  absenceOwn,
  substituteUnfit,
} from "../rejections.ts";
import { type Absence, endOf, replaced, rotaChanged, type Shift } from "../rota.ts";
import { cutShift } from "../shift/cut-shift.ts";
import { shiftViewOf } from "../shift/shift-view.ts";
import { overlaps } from "../shift/shift-windows.ts";
import { evolveStaff, known, rotaOf, type Staff, type StaffFact } from "../staff/staff.ts";
import type { By } from "../staff/who-may.ts";
import { followAbsences } from "./follow-absences.ts";

export type ApproveAbsence = {
  readonly absenceId: string;
  /** Takes the shifts of that time out of the rota; otherwise they are a reason to say no. */
  readonly removeShifts: boolean;
  readonly by: By;
};

/** The absence of that name. Throws when there is none, or when it is the decider's own. */
export const absenceToDecide = (staff: Staff, absenceId: string, by: By): Absence => {
  const { data } = known(staff);
  const absence = rotaOf(staff).absences.find((one) => one.absenceId === absenceId);
  if (!absence) throw absenceNotFound();
  if (by.id === data.staffId) throw absenceOwn();
  return absence;
};

/** The shifts of a person that fall into a leave and are not over yet. */
export const shiftsDuring = (staff: Staff, absence: Pick<Absence, "from" | "to">, now: string): Shift[] =>
  rotaOf(staff).shifts.filter(
    (shift) => endOf(shift) > now && shift.windows.some((window) => overlaps(window, absence)),
  );

/**
 * Grants leave. Rostered shifts are a conflict, unless they are to be taken out with it; a substitute must be able to
 * stand in for all of it. Leave whose first date has come begins at once.
 */
export const approveAbsence = (
  { absenceId, removeShifts, by }: ApproveAbsence,
  staff: Staff,
  { now, substituteFit }: { now: string; substituteFit: boolean },
): StaffFact[] => {
  const absence = absenceToDecide(staff, absenceId, by);
  if (["approved", "begun", "over"].includes(absence.status)) return [];
  if (absence.status !== "asked") throw absenceDecided({ state: absence.status });
  if (absence.to <= now) throw absenceDatesWrong();
  if (absence.substituteId !== null && !substituteFit) throw substituteUnfit();
  const rota = rotaOf(staff);
  const shifts = shiftsDuring(staff, absence, now);
  const { staffId } = known(staff).data;
  if (shifts.length > 0 && !removeShifts)
    throw absenceMeetsShifts({ shifts: shifts.map((shift) => shiftViewOf(staffId, shift)) });
  // What lies before the leave is worked; what was worked already stays.
  const cutAt = absence.from > now ? absence.from : now;
  const approved = { ...absence, status: "approved", decidedBy: by.id, decidedAt: now } as const;
  const changed = rotaChanged(
    {
      ...rota,
      shifts: rota.shifts.flatMap((shift) =>
        shifts.includes(shift) ? cutShift(shift, cutAt, now) : [shift],
      ),
      absences: replaced(rota.absences, { isIt: (one) => one === absence, by: approved }),
    },
    now,
  );
  const begins = approved.from <= now;
  return [changed, ...(begins ? followAbsences(evolveStaff(staff, changed), now) : [])];
};
