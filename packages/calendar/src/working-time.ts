import type { CalendarBody } from "./calendar-body.ts";
import { type Compiled, compiled, openSpans, type Span } from "./open-spans.ts";

/** A moment, ISO 8601 with offset. Those given back are UTC with milliseconds: `2026-11-22T08:15:00.000Z`. */
export type Instant = string;

/** An unbroken stretch of working time. `to` is the first moment that is not part of it. */
export type Interval = { readonly from: Instant; readonly to: Instant };

const toMs = (instant: Instant): number => {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) throw new RangeError("Expected a moment in ISO 8601");
  return ms;
};

const toInstant = (ms: number): Instant => new Date(ms).toISOString();

/** Adds a span to those before it; one that continues the last makes it longer. */
const append = (spans: Span[], span: Span): void => {
  const last = spans.at(-1);
  if (last?.to === span.from) spans[spans.length - 1] = { from: last.from, to: span.to };
  else spans.push(span);
};

const toIntervals = (spans: readonly Span[]): Interval[] =>
  spans.map(({ from, to }) => ({ from: toInstant(from), to: toInstant(to) }));

const checkDuration = (ms: number): void => {
  if (!Number.isSafeInteger(ms) || ms < 0)
    throw new RangeError("Working time is a whole number of ms, 0 or more");
};

const spansUntilSpent = (calendar: Compiled, from: number, ms: number): Span[] => {
  if (calendar.alwaysOpen) return [{ from, to: from + ms }];
  const spans: Span[] = [];
  let left = ms;
  for (const span of openSpans(calendar, from)) {
    const spent = Math.min(left, span.to - span.from);
    append(spans, { from: span.from, to: span.from + spent });
    left -= spent;
    if (left === 0) break;
  }
  return spans;
};

/**
 * When `ms` of working time after `start` is used up, and the stretches that were counted. Time used up exactly at
 * closing is due at the closing, not at the next opening. 0 ms is due at the next opening. Throws `RangeError` on a
 * negative or broken duration, and `CalendarNeverOpens`.
 */
export const addWorkingTime = (
  calendar: CalendarBody,
  start: Instant,
  ms: number,
): { dueAt: Instant; intervals: Interval[] } => {
  checkDuration(ms);
  const spans = spansUntilSpent(compiled(calendar), toMs(start), ms);
  const intervals = toIntervals(spans);
  return { dueAt: intervals.at(-1)?.to ?? start, intervals: ms === 0 ? [] : intervals };
};

const spansBetween = (calendar: Compiled, from: number, to: number): Span[] => {
  if (to <= from) return [];
  if (calendar.alwaysOpen) return [{ from, to }];
  const spans: Span[] = [];
  for (const span of openSpans(calendar, from, to)) append(spans, span);
  return spans;
};

/** The working time from `a` until `b` in ms, and the stretches that it is made of. None when `b` is not after `a`. */
export const workingTimeBetween = (
  calendar: CalendarBody,
  a: Instant,
  b: Instant,
): { ms: number; intervals: Interval[] } => {
  const spans = spansBetween(compiled(calendar), toMs(a), toMs(b));
  const ms = spans.reduce((sum, { from, to }) => sum + (to - from), 0);
  return { ms, intervals: toIntervals(spans) };
};

/** The moment itself when it is open then, else the next opening. Throws `CalendarNeverOpens`. */
export const nextOpening = (calendar: CalendarBody, at: Instant): Instant =>
  addWorkingTime(calendar, at, 0).dueAt;

/** Whether it is open at a moment. It is open at the opening and closed at the closing. */
export const isOpen = (calendar: CalendarBody, at: Instant): boolean => {
  const ms = toMs(at);
  return spansBetween(compiled(calendar), ms, ms + 1).length > 0;
};
