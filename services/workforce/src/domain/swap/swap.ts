import { staffHasLeft, swapNotFound, swapShiftGone, swapTeamNotTheirs } from "../rejections.ts";
import { hasBegun, type Rota, replaced, type Shift, type Swap } from "../rota.ts";
import { checkRoom } from "../shift/roster-shift.ts";
import { known, rotaOf, type Staff } from "../staff/staff.ts";

/** The exchange of that name among those that this person offered. */
export const swapOf = (staff: Staff, swapId: string): Swap => {
  const swap = rotaOf(staff).swaps.find((one) => one.swapId === swapId);
  if (!swap) throw swapNotFound();
  return swap;
};

/** A person's rota in which one exchange is at another step. */
export const withSwap = (rota: Rota, swap: Swap): Rota => ({
  ...rota,
  swaps: replaced(rota.swaps, { isIt: ({ swapId }) => swapId === swap.swapId, by: swap }),
});

const shiftToGive = (staff: Staff, shiftId: string, now: string): Shift => {
  if (!known(staff).data.employed) throw staffHasLeft();
  const shift = rotaOf(staff).shifts.find((one) => one.shiftId === shiftId);
  if (!shift || hasBegun(shift, now)) throw swapShiftGone({ shiftId });
  return shift;
};

/** The person's shifts with one given away and another taken. Throws when they cannot work the one that they take. */
const taking = (staff: Staff, { gives, takes }: { gives: Shift; takes: Shift }): Shift[] => {
  const { data } = known(staff);
  if (takes.teamId !== null && !data.teamIds.includes(takes.teamId))
    throw swapTeamNotTheirs({ staffId: data.staffId, teamId: takes.teamId });
  const { shifts, absences } = rotaOf(staff);
  const others = shifts.filter(({ shiftId }) => shiftId !== gives.shiftId);
  checkRoom(data.staffId, takes, { shifts: others, absences });
  return [...others, takes];
};

/** What both rotas hold after an exchange. Throws why it cannot be: a shift that is gone, an overlap, leave, a team. */
export const exchanged = (
  swap: Pick<Swap, "shiftId" | "theirShiftId">,
  [one, other]: readonly [Staff, Staff],
  now: string,
): readonly [Shift[], Shift[]] => {
  const mine = shiftToGive(one, swap.shiftId, now);
  const theirs = shiftToGive(other, swap.theirShiftId, now);
  return [taking(one, { gives: mine, takes: theirs }), taking(other, { gives: theirs, takes: mine })];
};

/** The hours of two shifts that were exchanged, as a text that is the same as long as they are. */
export const hoursOf = (
  [mine, theirs]: readonly [readonly Shift[], readonly Shift[]],
  { shiftId, theirShiftId }: Pick<Swap, "shiftId" | "theirShiftId">,
): string =>
  [theirs.find((one) => one.shiftId === shiftId), mine.find((one) => one.shiftId === theirShiftId)]
    .map((shift) => shift?.windows.map(({ from, to }) => `${from}/${to}`).join(" "))
    .join(" | ");
