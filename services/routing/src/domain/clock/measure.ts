import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import { addWorkingTime, workingTimeBetween } from "@shouwen/calendar/working-time";
import { addMs, msBetween } from "@shouwen/contracts/moment";

/** How time counts: working time of a calendar, or time by the clock on the wall. */
export type Measure = {
  between(from: string, to: string): number;
  add(from: string, ms: number): string;
};

export const byTheWall: Measure = {
  between: (from, to) => Math.max(0, msBetween(from, to)),
  add: addMs,
};

export const byCalendar = (calendar: CalendarBody): Measure => ({
  between: (from, to) => workingTimeBetween(calendar, from, to).ms,
  add: (from, ms) => addWorkingTime(calendar, from, ms).dueAt,
});

export type Counts = "working" | "elapsed";

/** How the time of a promise counts. What was promised before it was said counts in working time. */
export const measureFor = (counts: Counts | undefined, calendar: CalendarBody): Measure =>
  counts === "elapsed" ? byTheWall : byCalendar(calendar);
