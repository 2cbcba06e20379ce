import { staffState, staffWentOffDuty } from "@shouwen/contracts/events/workforce";
import { dutyOnLeave, substituteUnfit } from "../rejections.ts";
import { rotaChanged } from "../rota.ts";
import { known, rotaOf, type Staff, type StaffFact } from "../staff/staff.ts";

/** Who stands in for somebody who goes: undefined when nobody was named. */
export type StandIn = { readonly substituteId?: string | undefined; readonly isFit?: boolean };

/**
 * From now on this person is given no work. Who is off duty already stays so, but may still name who stands in.
 * Whoever stayed for a successor waits no longer.
 */
export const goOffDuty = (staff: Staff, now: string, standIn: StandIn = {}): StaffFact[] => {
  const { data } = known(staff);
  const { substituteId } = standIn;
  if (substituteId !== undefined && (!standIn.isFit || substituteId === data.staffId))
    throw substituteUnfit();
  if (substituteId !== undefined && data.absentUntil) throw dutyOnLeave({ absentUntil: data.absentUntil });
  const named = substituteId === undefined ? {} : { substituteId };
  if (!data.onDuty) {
    if (named.substituteId === undefined || named.substituteId === data.substituteId) return [];
    return [staffState.of({ ...data, ...named, updatedAt: now })];
  }
  const rota = rotaOf(staff);
  return [
    ...(rota.stay ? [rotaChanged({ ...rota, stay: null }, now)] : []),
    staffWentOffDuty.of({ staffId: data.staffId, propertyId: data.propertyId, at: now }),
    staffState.of({ ...data, onDuty: false, onDutySince: null, ...named, updatedAt: now }),
  ];
};
