import { swapWithSelf } from "../rejections.ts";
import { rotaChanged, type Swap } from "../rota.ts";
import { known, rotaOf, type Staff, type StaffFact } from "../staff/staff.ts";
import { exchanged, hoursOf } from "./swap.ts";

export type OfferSwap = Pick<Swap, "swapId" | "shiftId" | "withStaffId" | "theirShiftId">;

/** Offers a colleague to exchange two shifts. What could not be approved today is refused at once, with the reason. */
export const offerSwap = (
  command: OfferSwap,
  staff: Staff,
  { now, other }: { now: string; other: Staff },
): StaffFact[] => {
  if (known(staff).data.staffId === command.withStaffId) throw swapWithSelf();
  const hours = hoursOf(exchanged(command, [staff, other], now), command);
  const rota = rotaOf(staff);
  const offered = {
    ...command,
    hours,
    status: "offered",
    offeredAt: now,
    decidedBy: null,
    decidedAt: null,
  } as const;
  return [rotaChanged({ ...rota, swaps: [...rota.swaps, offered] }, now)];
};
