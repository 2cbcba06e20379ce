import type { Fact } from "@shouwen/contracts/define-event";
import { staffCameOnDuty, staffState } from "@shouwen/contracts/events/workforce";
import { staffHasLeft, staffNotFound } from "./rejections.ts";
import type { Staff } from "./staff.ts";

/** From now on this person can be given work. Who is on duty already stays so, since the same moment. */
export const comeOnDuty = (staff: Staff, now: string): Fact[] => {
  if (staff.status === "unknown") throw staffNotFound();
  const { data } = staff;
  if (!data.employed) throw staffHasLeft();
  if (data.onDuty) return [];
  return [
    staffCameOnDuty.of({ staffId: data.staffId, propertyId: data.propertyId, at: now }),
    staffState.of({ ...data, onDuty: true, onDutySince: now, updatedAt: now }),
  ];
};
