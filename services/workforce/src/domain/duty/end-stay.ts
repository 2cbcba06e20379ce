import { rotaOf, type Staff, type StaffFact } from "../staff/staff.ts";
import { goOffDuty } from "./go-off-duty.ts";

/** The successor has come, or has been waited for long enough: who stayed goes home. Nobody else does. */
export const endStay = (staff: Staff, now: string): StaffFact[] =>
  rotaOf(staff).stay === null ? [] : goOffDuty(staff, now);
