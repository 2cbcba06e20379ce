import type { Fact } from "@shouwen/contracts/define-event";
import { staffLeft, staffState, staffWentOffDuty } from "@shouwen/contracts/events/workforce";
import { staffNotFound } from "./rejections.ts";
import type { Staff } from "./staff.ts";

/** Leaves the company for good, off duty first. The state stays, so that old tickets can still name the person. */
export const leave = (staff: Staff, now: string): Fact[] => {
  if (staff.status === "unknown") throw staffNotFound();
  const { data } = staff;
  if (!data.employed) return [];
  const who = { staffId: data.staffId, propertyId: data.propertyId, at: now };
  return [
    ...(data.onDuty ? [staffWentOffDuty.of(who)] : []),
    staffLeft.of(who),
    staffState.of({ ...data, onDuty: false, onDutySince: null, employed: false, updatedAt: now }),
  ];
};
