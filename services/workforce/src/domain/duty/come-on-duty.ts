import { staffCameOnDuty, staffState } from "@shouwen/contracts/events/workforce";
import { dutyOnLeave, staffHasLeft } from "../rejections.ts";
import { known, type Staff, type StaffFact } from "../staff/staff.ts";

/** From now on this person can be given work. Who is on duty already stays so, since the same moment. */
export const comeOnDuty = (staff: Staff, now: string): StaffFact[] => {
  const { data } = known(staff);
  if (!data.employed) throw staffHasLeft();
  if (data.absentUntil) throw dutyOnLeave({ absentUntil: data.absentUntil });
  if (data.onDuty) return [];
  return [
    staffCameOnDuty.of({ staffId: data.staffId, propertyId: data.propertyId, at: now }),
    staffState.of({
      ...data,
      onDuty: true,
      onDutySince: now,
      ...(data.substituteId ? { substituteId: null } : {}),
      updatedAt: now,
    }),
  ];
};
