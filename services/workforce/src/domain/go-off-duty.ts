import type { Fact } from "@shouwen/contracts/define-event";
import { staffState, staffWentOffDuty } from "@shouwen/contracts/events/workforce";
import { staffNotFound } from "./rejections.ts";
import type { Staff } from "./staff.ts";

/** From now on this person is given no work. Who is off duty already stays so. */
export const goOffDuty = (staff: Staff, now: string): Fact[] => {
  if (staff.status === "unknown") throw staffNotFound();
  const { data } = staff;
  if (!data.onDuty) return [];
  return [
    staffWentOffDuty.of({ staffId: data.staffId, propertyId: data.propertyId, at: now }),
    staffState.of({ ...data, onDuty: false, onDutySince: null, updatedAt: now }),
  ];
};
