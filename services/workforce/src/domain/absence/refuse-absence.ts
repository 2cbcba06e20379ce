import { absenceDecided } from "../rejections.ts";
import { replaced, rotaChanged } from "../rota.ts";
import { rotaOf, type Staff, type StaffFact } from "../staff/staff.ts";
import type { By } from "../staff/who-may.ts";
import { absenceToDecide } from "./approve-absence.ts";

/** Says no to leave that was asked for. Saying it twice changes nothing. */
export const refuseAbsence = (
  { absenceId, by }: { absenceId: string; by: By },
  staff: Staff,
  now: string,
): StaffFact[] => {
  const absence = absenceToDecide(staff, absenceId, by);
  if (absence.status === "refused") return [];
  if (absence.status !== "asked") throw absenceDecided({ state: absence.status });
  const refused = { ...absence, status: "refused", decidedBy: by.id, decidedAt: now } as const;
  const rota = rotaOf(staff);
  const absences = replaced(rota.absences, { isIt: (one) => one === absence, by: refused });
  return [rotaChanged({ ...rota, absences }, now)];
};
