import { type CalendarBody, type OpenWindow, weekdays } from "@shouwen/calendar/calendar-body";
import { isOpen, nextOpening } from "@shouwen/calendar/working-time";
import type { Instant } from "@shouwen/contracts/values";
import { z } from "zod";

const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "Expected a time of day such as 21:00");

const quietWindow = z.object({
  from: time,
  to: time.describe("Of the next day when it is not after `from`"),
});
type QuietWindow = z.output<typeof quietWindow>;

/** When nobody is disturbed, by the clock on the property's wall. Without windows there are no quiet hours. */
export const quietHours = z.object({
  windows: z
    .array(quietWindow)
    .max(4)
    .refine((windows) => loudWindows(windows).length > 0, "The whole day cannot be quiet"),
});
export type QuietHours = z.output<typeof quietHours>;

/** The default of the product. */
export const shippedQuietHours: z.input<typeof quietHours> = { windows: [{ from: "21:00", to: "08:00" }] };

/**
 * When a message may be sent that would go out now: null at once, else the end of the quiet hours. Their first minute
 * is quiet, their last moment is not.
 */
export const quietUntil = (policy: QuietHours, timeZone: string, now: Instant): Instant | null => {
  if (policy.windows.length === 0) return null;
  const calendar = loudCalendar(policy, timeZone);
  return isOpen(calendar, now) ? null : nextOpening(calendar, now);
};

// The calendar keeps what it has worked out per calendar object, so a policy keeps its own, one for each zone.
const calendars = new WeakMap<QuietHours, Map<string, CalendarBody>>();

const loudCalendar = (policy: QuietHours, timeZone: string): CalendarBody => {
  const ofPolicy = calendars.get(policy) ?? new Map<string, CalendarBody>();
  calendars.set(policy, ofPolicy);
  const known = ofPolicy.get(timeZone);
  if (known) return known;
  const loud = loudWindows(policy.windows);
  const windows = Object.fromEntries(weekdays.map((weekday) => [weekday, loud]));
  const calendar: CalendarBody = { timeZone, windows, holidays: [], specialDays: {} };
  ofPolicy.set(timeZone, calendar);
  return calendar;
};

type Span = { readonly from: number; readonly to: number };

const dayMinutes = 24 * 60;

/** What the quiet windows leave of a day, in order. */
const loudWindows = (windows: readonly QuietWindow[]): OpenWindow[] => {
  const loud: OpenWindow[] = [];
  let from = 0;
  for (const quiet of windows.flatMap(spansOf).toSorted((a, b) => a.from - b.from)) {
    if (quiet.from > from) loud.push({ from: clock(from), to: clock(quiet.from) });
    from = Math.max(from, quiet.to);
  }
  if (from < dayMinutes) loud.push({ from: clock(from), to: clock(dayMinutes) });
  return loud;
};

const spansOf = (window: QuietWindow): Span[] => {
  const [from, to] = [minuteOf(window.from), minuteOf(window.to)];
  if (from < to) return [{ from, to }];
  return [
    { from, to: dayMinutes },
    { from: 0, to },
  ];
};

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
