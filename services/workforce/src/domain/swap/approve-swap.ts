import { swapOwn, swapSettled, swapShiftChanged } from "../rejections.ts";
import { rotaChanged } from "../rota.ts";
import { rotaOf, type Staff, type StaffFact } from "../staff/staff.ts";
import type { By } from "../staff/who-may.ts";
import { exchanged, hoursOf, swapOf, withSwap } from "./swap.ts";

/**
 * Exchanges two shifts that both people agreed on: of whoever offered it first, of the other second. Decided about
 * both rotas at once, as they are now; approving twice changes nothing. What has other hours by now nobody agreed to.
 */
export const approveSwap = (
  { swapId, by }: { swapId: string; by: By },
  [staff, other]: readonly [Staff, Staff],
  now: string,
): readonly [StaffFact[], StaffFact[]] => {
  const swap = swapOf(staff, swapId);
  if (swap.status === "approved") return [[], []];
  if (swap.status !== "accepted") throw swapSettled({ state: swap.status });
  if (staff.status === "known" && [staff.data.staffId, swap.withStaffId].includes(by.id)) throw swapOwn();
  const [mine, theirs] = exchanged(swap, [staff, other], now);
  if (swap.hours !== undefined && swap.hours !== hoursOf([mine, theirs], swap)) throw swapShiftChanged();
  const approved = { ...swap, status: "approved", decidedBy: by.id, decidedAt: now } as const;
  const rota = withSwap(rotaOf(staff), approved);
  return [
    [rotaChanged({ ...rota, shifts: mine }, now)],
    [rotaChanged({ ...rotaOf(other), shifts: theirs }, now)],
  ];
};
