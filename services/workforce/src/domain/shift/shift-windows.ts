import { type EpochDay, momentOf } from "@shouwen/calendar/zone";
import type { Instant } from "@shouwen/contracts/values";
import type { Shift } from "../rota.ts";

/** From one time of day to another as a wall clock shows them. What does not end after it begins ends the day after. */
export type LocalWindow = { readonly from: string; readonly to: string };

/** A stretch of time. `to` is the first moment that is not part of it. */
export type Span = { readonly from: Instant; readonly to: Instant };

const dayMs = 24 * 60 * 60 * 1_000;

/** The day of a date such as `2026-11-22`. */
export const dayOf = (date: string): EpochDay => Date.parse(date) / dayMs;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const spanOf = ({ from, to }: LocalWindow, day: EpochDay, timeZone: string): Span => {
  const endDay = crossesMidnight({ from, to }) ? day + 1 : day;
  return {
    from: new Date(momentOf(timeZone, day, minutesOf(from))).toISOString(),
    to: new Date(momentOf(timeZone, endDay, minutesOf(to))).toISOString(),
  };
};

const crossesMidnight = ({ from, to }: LocalWindow): boolean => minutesOf(to) <= minutesOf(from);

/**
 * Whether a window goes on the night that another one began: it lies nearer to the end of that night, the morning after, than
 * to its beginning on the same day.
 */
const goesOn = (night: LocalWindow, { from, to }: LocalWindow): boolean =>
  crossesMidnight(night) &&
  minutesOf(from) >= minutesOf(night.to) &&
  minutesOf(from) - minutesOf(night.to) < minutesOf(night.from) - minutesOf(to);

/** The day of each window: what goes on a night is of the day after the night's beginning. */
const daysOf = (date: string, windows: readonly LocalWindow[]): EpochDay[] =>
  windows.map(
    (window, index) => dayOf(date) + (windows.slice(0, index).some((night) => goesOn(night, window)) ? 1 : 0),
  );

/**
 * The windows of a date as moments, in order. A night in two windows goes on the next morning: `22:00-02:00 03:00-06:00`.
 * A time that the change to summer time skips is read as the same time
 * after the change, of one that comes twice the first counts, and a window that has nothing left is not there.
 */
export const spansOn = (date: string, windows: readonly LocalWindow[], timeZone: string): Span[] =>
  windows
    .map((window, index) => spanOf(window, daysOf(date, windows)[index] ?? dayOf(date), timeZone))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));

/** Whether two stretches have a moment in common. Where one ends as the other begins they have none. */
export const overlaps = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to;

/** Whether a stretch, in order, has a moment in common with the one before it. */
export const overlapEachOther = (spans: readonly Span[]): boolean =>
  spans.some((span, index) => index > 0 && overlaps(span, spans[index - 1] as Span));

/** The first of these shifts that has a moment in common with the spans. */
export const shiftAt = (spans: readonly Span[], shifts: readonly Shift[]): Shift | undefined =>
  shifts.find(({ windows }) => windows.some((window) => spans.some((span) => overlaps(span, window))));

const momentAt = (date: string, timeZone: string, minutes: number): Instant =>
  new Date(momentOf(timeZone, dayOf(date), minutes)).toISOString();

/**
 * The moment whose rules count for a date: now on that very date, its beginning before it, its end after it. In UTC where
 * the zone is not known.
 */
export const rulesMomentOf = (date: string, now: Instant, timeZone = "UTC"): Instant => {
  const [begins, ends] = [momentAt(date, timeZone, 0), momentAt(date, timeZone, 24 * 60 - 1)];
  if (now < begins) return begins;
  return now < ends ? now : ends;
};
