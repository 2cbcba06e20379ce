import { absenceDecided, absenceNotFound, rotaOfOthersForbidden } from "../rejections.ts";
import { type Absence, replaced, rotaChanged } from "../rota.ts";
import { evolveStaff, known, rotaOf, type Staff, type StaffFact } from "../staff/staff.ts";
import { type By, leadsOthers } from "../staff/who-may.ts";
import { followAbsences } from "./follow-absences.ts";

/** Takes leave back: what has not begun is cancelled, what is under way ends now. For oneself or by who leads. */
export const cancelAbsence = (
  { absenceId, by }: { absenceId: string; by: By },
  staff: Staff,
  now: string,
): StaffFact[] => {
  const { data } = known(staff);
  if (by.id !== data.staffId && !leadsOthers(by)) throw rotaOfOthersForbidden();
  const rota = rotaOf(staff);
  const absence = rota.absences.find((one) => one.absenceId === absenceId);
  if (!absence) throw absenceNotFound();
  if (absence.status === "cancelled" || absence.status === "over") return [];
  if (absence.status === "refused") throw absenceDecided({ state: absence.status });
  const absences = replaced(rota.absences, { isIt: (one) => one === absence, by: ended(absence, by, now) });
  const changed = rotaChanged({ ...rota, absences }, now);
  return [changed, ...(absence.status === "begun" ? followAbsences(evolveStaff(staff, changed), now) : [])];
};

const ended = (absence: Absence, by: By, now: string): Absence =>
  absence.status === "begun"
    ? { ...absence, to: now }
    : { ...absence, status: "cancelled", decidedBy: by.id, decidedAt: now };
