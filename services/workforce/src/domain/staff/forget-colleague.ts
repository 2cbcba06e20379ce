import { staffState } from "@shouwen/contracts/events/workforce";
import { isStanding } from "../absence/ask-absence.ts";
import { type Rota, rotaChanged } from "../rota.ts";
import { isOpen } from "./leave.ts";
import { rotaOf, type Staff, type StaffData, type StaffFact } from "./staff.ts";

/** A colleague who has left, and to whom they reported. */
export type Leaver = { readonly staffId: string; readonly supervisorId: string | null };

/**
 * A colleague has left: they stand in for nobody any more, exchanges with them are over, and who reported to them
 * reports to whom they reported to. Whom it does not touch, it leaves alone, so it may be said twice.
 */
export const forgetColleague = (leaver: Leaver, staff: Staff, now: string): StaffFact[] => {
  if (staff.status === "unknown") return [];
  const rota = rotaOf(staff);
  const after = forgotten(rota, leaver.staffId, now);
  const says = withoutColleague(staff.data, leaver);
  return [
    ...(after === rota ? [] : [rotaChanged(after, now)]),
    ...(says === staff.data ? [] : [staffState.of({ ...says, updatedAt: now })]),
  ];
};

const withoutColleague = (data: StaffData, { staffId, supervisorId }: Leaver): StaffData => {
  const standIn = data.substituteId === staffId;
  const superior = data.supervisorId === staffId;
  if (!standIn && !superior) return data;
  return {
    ...data,
    ...(standIn ? { substituteId: null } : {}),
    ...(superior ? { supervisorId: supervisorId === data.staffId ? null : supervisorId } : {}),
  };
};

const forgotten = (rota: Rota, staffId: string, now: string): Rota => {
  const standsIn = rota.absences.some((one) => isStanding(one) && one.substituteId === staffId);
  const exchanges = rota.swaps.some((swap) => isOpen(swap) && swap.withStaffId === staffId);
  if (!standsIn && !exchanges) return rota;
  return {
    ...rota,
    absences: rota.absences.map((one) =>
      isStanding(one) && one.substituteId === staffId ? { ...one, substituteId: null } : one,
    ),
    swaps: rota.swaps.map((swap) =>
      isOpen(swap) && swap.withStaffId === staffId ? { ...swap, status: "withdrawn", decidedAt: now } : swap,
    ),
  };
};
