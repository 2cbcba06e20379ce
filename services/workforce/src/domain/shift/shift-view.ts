import type { Shift } from "../rota.ts";

/** A shift as people see it, in answers and in problem documents: ids and times, no names. */
export type ShiftView = {
  readonly shiftId: string;
  readonly staffId: string;
  readonly propertyId: string;
  readonly teamId: string | null;
  readonly date: string;
  readonly pattern: string | null;
  readonly windows: readonly { readonly from: string; readonly to: string }[];
};

export const shiftViewOf = (staffId: string, shift: Shift): ShiftView => ({
  shiftId: shift.shiftId,
  staffId,
  propertyId: shift.propertyId,
  teamId: shift.teamId,
  date: shift.date,
  pattern: shift.pattern,
  windows: shift.windows.map(({ from, to }) => ({ from, to })),
});
