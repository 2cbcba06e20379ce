import { type Fact, internalFact } from "@shouwen/contracts/define-event";
import type { Instant } from "@shouwen/contracts/values";

/** One stretch of work. `stage` says how far the clock has come with it. */
export type ShiftWindow = {
  readonly from: Instant;
  readonly to: Instant;
  readonly stage: "ahead" | "begun" | "over";
};

/** One person's work on one date of the property, in one or several windows; a night's last window ends the day after. */
export type Shift = {
  readonly shiftId: string;
  readonly propertyId: string;
  /** Null for who works in no team, such as a manager. */
  readonly teamId: string | null;
  readonly date: string;
  /** The pattern that it was made from; null when its windows were given one by one. */
  readonly pattern: string | null;
  readonly windows: readonly ShiftWindow[];
};

export const absenceKinds = ["annual", "sick", "personal", "time_off_in_lieu", "other"] as const;

/** Leave (请假), from the first moment of one date until the last of another. */
export type Absence = {
  readonly absenceId: string;
  readonly kind: (typeof absenceKinds)[number];
  readonly firstDate: string;
  readonly lastDate: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly substituteId: string | null;
  readonly status: "asked" | "approved" | "begun" | "over" | "refused" | "cancelled";
  readonly askedAt: Instant;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
};

/** The offer to exchange a shift for one of a colleague. It is kept with who offered it. */
export type Swap = {
  readonly swapId: string;
  readonly shiftId: string;
  readonly withStaffId: string;
  readonly theirShiftId: string;
  /** The hours of both shifts as they were offered; missing on exchanges that were offered before they were kept. */
  readonly hours?: string;
  readonly status: "offered" | "accepted" | "declined" | "withdrawn" | "refused" | "approved";
  readonly offeredAt: Instant;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
};

/** Stays on duty after the end of a window, because nobody of the team has come yet. */
export type Stay = { readonly teamId: string; readonly since: Instant; readonly until: Instant };

/** When somebody works and when not. It is nobody else's business: others hear only what follows from it. */
export type Rota = {
  readonly shifts: readonly Shift[];
  readonly absences: readonly Absence[];
  readonly swaps: readonly Swap[];
  readonly stay: Stay | null;
};

export const emptyRota: Rota = { shifts: [], absences: [], swaps: [], stay: null };

/** What a rota change is called among a person's facts. */
export const rotaChangedType = "staff.rota_changed";

const dayMs = 24 * 60 * 60 * 1_000;

/** A month's rota can be sent again at its end and changes nothing; the table of shifts keeps what is older. */
const keptDays = 35;
const absencesKeptDays = 400;

const daysBefore = (now: Instant, days: number): Instant =>
  new Date(Date.parse(now) - days * dayMs).toISOString();

/** The moment before which a shift is no longer kept with its person. */
export const keptSince = (now: Instant): Instant => daysBefore(now, keptDays);

/** When the last window of a shift ends. */
export const endOf = (shift: Shift): Instant => shift.windows.at(-1)?.to ?? "";

/** Whether a shift's first window has begun: what was worked is not changed any more. */
export const hasBegun = (shift: Shift, now: Instant): boolean => (shift.windows[0]?.from ?? now) <= now;

/** Says a rota whole, without what is too old to matter. */
export const rotaChanged = (rota: Rota, now: Instant): Fact<typeof rotaChangedType, Rota> => {
  const absencesSince = daysBefore(now, absencesKeptDays);
  return internalFact(rotaChangedType, {
    ...rota,
    shifts: rota.shifts.filter((shift) => endOf(shift) > keptSince(now)),
    absences: rota.absences.filter(({ to }) => to > absencesSince),
    swaps: rota.swaps.filter((swap) => swap.offeredAt > keptSince(now) || isAwaited(swap, rota)),
  });
};

/** An exchange that somebody still has to decide about is kept as long as the shift that it is about. */
const isAwaited = ({ status, shiftId }: Swap, { shifts }: Rota): boolean =>
  (status === "offered" || status === "accepted") && shifts.some((shift) => shift.shiftId === shiftId);

/** A list with one thing of it replaced. */
export const replaced = <Item>(
  items: readonly Item[],
  change: { isIt: (item: Item) => boolean; by: Item },
): Item[] => items.map((item) => (change.isIt(item) ? change.by : item));
