import { type CalendarBody, type OpenWindow, weekdays } from "./calendar-body.ts";
import { dateOf, dayAt, type EpochDay, momentOf, startOfDay, weekdayIndexOf } from "./zone.ts";

/** Open from `from` until just before `to`, in milliseconds since the epoch. */
export type Span = { readonly from: number; readonly to: number };

type Minutes = { readonly from: number; readonly to: number };

/** A calendar, ready to be asked often. */
export type Compiled = {
  readonly timeZone: string;
  readonly alwaysOpen: boolean;
  readonly week: readonly (readonly Minutes[])[];
  readonly dates: ReadonlyMap<string, readonly Minutes[]>;
  readonly spans: Map<EpochDay, readonly Span[]>;
};

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const toMinutes = (windows: readonly OpenWindow[]): Minutes[] =>
  windows
    .map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) }))
    .sort((a, b) => a.from - b.from);

const isWholeDay = (windows: readonly Minutes[]): boolean => {
  let until = 0;
  for (const { from, to } of windows) {
    if (from > until) return false;
    until = to;
  }
  return until === 24 * 60;
};

const compile = (body: CalendarBody): Compiled => {
  const week = weekdays.map((day) => toMinutes(body.windows[day] ?? []));
  const special = Object.entries(body.specialDays).map(([date, day]): [string, readonly Minutes[]] => [
    date,
    typeof day === "string" ? (week[weekdays.indexOf(day)] ?? []) : toMinutes(day),
  ]);
  const dates = new Map([...body.holidays.map((date): [string, Minutes[]] => [date, []]), ...special]);
  const alwaysOpen = week.every(isWholeDay) && [...dates.values()].every(isWholeDay);
  return { timeZone: body.timeZone, alwaysOpen, week, dates, spans: new Map() };
};

const compiledBodies = new WeakMap<CalendarBody, Compiled>();

/** Worked out once per calendar object. */
export const compiled = (body: CalendarBody): Compiled => {
  const known = compiledBodies.get(body);
  if (known) return known;
  const fresh = compile(body);
  compiledBodies.set(body, fresh);
  return fresh;
};

const windowsOn = (calendar: Compiled, day: EpochDay): readonly Minutes[] => {
  const dated = calendar.dates.size > 0 ? calendar.dates.get(dateOf(day)) : undefined;
  return dated ?? calendar.week[weekdayIndexOf(day)] ?? [];
};

/** Eleven years. A plain map, because lru-cache reserves the room for all of them at once, for each calendar. */
const mostDays = 4_000;

const spansOn = (calendar: Compiled, day: EpochDay): readonly Span[] => {
  const known = calendar.spans.get(day);
  if (known) return known;
  const spans = windowsOn(calendar, day)
    .map(({ from, to }) => ({
      from: momentOf(calendar.timeZone, day, from),
      to: momentOf(calendar.timeZone, day, to),
    }))
    .filter(({ from, to }) => from < to); // a window that falls into a skipped hour is not there
  calendar.spans.set(day, spans);
  const [oldest] = calendar.spans.keys();
  if (calendar.spans.size > mostDays && oldest !== undefined) calendar.spans.delete(oldest);
  return spans;
};

/** A calendar so full of holidays that it does not open again: nothing can be due in it. */
export class CalendarNeverOpens extends Error {
  constructor(from: number) {
    super(`The calendar does not open within three years of ${new Date(from).toISOString()}`);
    this.name = "CalendarNeverOpens";
  }
}

const longestClosureDays = 3 * 366;

/**
 * The open spans between two moments, in order, cut to them. Without an end it goes on as far as it is asked, and
 * throws `CalendarNeverOpens` where three years bring no span.
 */
export function* openSpans(calendar: Compiled, from: number, to = Number.POSITIVE_INFINITY): Generator<Span> {
  let day = dayAt(calendar.timeZone, from);
  let lastOpen = day;
  while (startOfDay(calendar.timeZone, day) < to) {
    for (const span of spansOn(calendar, day)) {
      if (span.to <= from || span.from >= to) continue;
      lastOpen = day;
      yield { from: Math.max(span.from, from), to: Math.min(span.to, to) };
    }
    day += 1;
    if (to === Number.POSITIVE_INFINITY && day - lastOpen > longestClosureDays)
      throw new CalendarNeverOpens(from);
  }
}
