import { z } from "zod";
import type { Instant } from "./values.ts";

/** From when until when a moment from outside may lie. `until` is the first moment that may not be given. */
export type MomentWindow = { readonly from: Instant; readonly until: Instant };

/** What people and other systems may name: wide enough for every calendar, narrow enough for what follows from it. */
export const givenWindow: MomentWindow = {
  from: "2000-01-01T00:00:00.000Z",
  until: "2100-01-01T00:00:00.000Z",
};

/** What a record of the past may name: there are registers older than the systems that keep them. */
export const pastWindow: MomentWindow = { from: "1900-01-01T00:00:00.000Z", until: givenWindow.until };

/** The longest time that a rule may state. A moment in the window plus a few such times can still be written. */
export const longestDurationMs = 366 * 24 * 60 * 60 * 1_000;

/** Whether a moment, written with any offset, lies within the window. False for what is no moment. */
export const isWithin = (moment: string, { from, until }: MomentWindow): boolean => {
  const ms = Date.parse(moment);
  return ms >= Date.parse(from) && ms < Date.parse(until);
};

/** Says by `params` which issues are about the window: the form is right then, the value cannot be meant. */
const outsideWindow = ({ from, until }: MomentWindow) => ({
  error: `Expected a moment from ${from.slice(0, 10)} on and before ${until.slice(0, 10)}`,
  params: { outsideWindow: true },
});

const shownWindow = ({ from, until }: MomentWindow) => ({
  formatMinimum: from,
  formatExclusiveMaximum: until,
});

const inUtc = (moment: string): string => {
  const ms = Date.parse(moment);
  return Number.isNaN(ms) ? moment : new Date(ms).toISOString();
};

const momentWithin = (window: MomentWindow) =>
  z.iso
    .datetime({ offset: true, error: "Expected a moment with its offset: 2026-11-22T08:15:00+08:00" })
    .overwrite(inUtc)
    .refine((moment) => Number.isNaN(Date.parse(moment)) || isWithin(moment, window), outsideWindow(window))
    .meta(shownWindow(window));

/**
 * A moment from outside, of today's work: every door that takes one (HTTP, files, rules) takes this type, so that
 * each moment that follows from it fits into an event. Written with an offset, handed on in UTC with milliseconds.
 */
export const givenMoment = momentWithin(givenWindow);

/** A moment from outside, of a record of the past. */
export const pastMoment = momentWithin(pastWindow);

/** A date from outside, of today's work, by some calendar on the wall. */
export const givenDate = z.iso
  .date()
  .refine(
    (date) => Number.isNaN(Date.parse(date)) || isWithin(`${date}T00:00:00Z`, givenWindow),
    outsideWindow(givenWindow),
  )
  .meta(shownWindow(givenWindow));

/** A month from outside. */
export const givenMonth = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, "Expected a month such as 2026-11")
  .refine((month) => isWithin(`${month}-01T00:00:00Z`, pastWindow), outsideWindow(pastWindow));

/** A stretch of time that a rule states, in ms, working or elapsed. */
export const givenDurationMs = z.int().min(1).max(longestDurationMs);
