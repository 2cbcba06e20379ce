import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { type CalendarBody, calendarBody, weekdays } from "../src/calendar-body.ts";
import { addWorkingTime, isOpen, nextOpening, workingTimeBetween } from "../src/working-time.ts";
import { dayMs, minuteMs } from "./calendars.ts";

const zones = [
  "UTC",
  "Asia/Shanghai",
  "Asia/Kathmandu",
  "Europe/London",
  "America/New_York",
  "America/Sao_Paulo",
  "Australia/Lord_Howe", // changes by half an hour
  "Pacific/Apia", // skipped a day
  "Africa/Casablanca", // goes back for a month
] as const;

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** Cuts a day at random minutes, and opens every second piece. */
const aDay = fc
  .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 0, maxLength: 6 })
  .map((cuts) => cuts.sort((a, b) => a - b))
  .map((cuts) =>
    Array.from({ length: Math.floor(cuts.length / 2) }, (_, index) => ({
      from: clock(cuts[2 * index] ?? 0),
      to: clock(cuts[2 * index + 1] ?? 0),
    })),
  );

const first = Date.UTC(2005, 0, 1);
const last = Date.UTC(2030, 0, 1);
const aMoment = fc.integer({ min: first, max: last });
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const instantOf = (ms: number): string => new Date(ms).toISOString();

/** A calendar and a moment, with dates that differ close enough to the moment to matter. */
const aCase = fc
  .record({
    at: aMoment,
    timeZone: fc.constantFrom(...zones),
    week: fc.tuple(aDay, aDay, aDay, aDay, aDay, aDay, aDay),
    holidaysAfter: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 4 }),
    specialAfter: fc.dictionary(
      fc.integer({ min: 0, max: 20 }).map(String),
      fc.oneof(aDay, fc.constantFrom(...weekdays)),
    ),
  })
  .map(({ at, timeZone, week, holidaysAfter, specialAfter }) => {
    const holidays = holidaysAfter.map((days) => dateOf(at + days * dayMs));
    const special = Object.entries(specialAfter).map(
      ([days, day]) => [dateOf(at + Number(days) * dayMs), day] as const,
    );
    const body = {
      timeZone,
      windows: Object.fromEntries(weekdays.map((day, index) => [day, week[index]])),
      holidays,
      specialDays: Object.fromEntries(special.filter(([date]) => !holidays.includes(date))),
    };
    return { at, body };
  })
  .filter(({ body }) => calendarBody.safeParse(body).success)
  .map(({ at, body }) => ({ at: instantOf(at), calendar: calendarBody.parse(body) }));

const aDuration = fc.oneof(
  fc.integer({ min: 1, max: 100 * 60 * minuteMs }),
  fc.integer({ min: 1, max: 6000 }).map((minutes) => minutes * minuteMs),
);

test("measuring what was added gives it back, in any calendar, zone and change of summer time", () => {
  fc.assert(
    fc.property(aCase, aDuration, ({ at, calendar }, ms) => {
      const { dueAt, intervals } = addWorkingTime(calendar, at, ms);
      expect(workingTimeBetween(calendar, at, dueAt)).toEqual({ ms, intervals });
      expect(isOpen(calendar, instantOf(Date.parse(dueAt) - 1))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("adding in two steps is adding in one, so a pause that takes no time changes no due time", () => {
  fc.assert(
    fc.property(aCase, aDuration, aDuration, ({ at, calendar }, one, two) => {
      const inSteps = addWorkingTime(calendar, addWorkingTime(calendar, at, one).dueAt, two).dueAt;
      expect(inSteps).toBe(addWorkingTime(calendar, at, one + two).dueAt);
    }),
    { numRuns: 500 },
  );
});

test("the next opening is open, and nothing before it is", () => {
  fc.assert(
    fc.property(aCase, ({ at, calendar }) => {
      const opening = nextOpening(calendar, at);
      expect(isOpen(calendar, opening)).toBe(true);
      expect(workingTimeBetween(calendar, at, opening).ms).toBe(0);
    }),
    { numRuns: 500 },
  );
});

/** What a person would do: look at the clock on the wall every minute. */
const countedByHand = (calendar: CalendarBody, at: string, minutes: number): number => {
  const start = Temporal.Instant.from(at).toZonedDateTimeISO(calendar.timeZone).round("minute");
  const isOpenAt = (moment: Temporal.ZonedDateTime): boolean => {
    const date = moment.toPlainDate().toString();
    const own = calendar.specialDays[date] ?? weekdays[moment.dayOfWeek % 7] ?? "sun";
    const day = typeof own === "string" ? (calendar.windows[own] ?? []) : own;
    const time = moment.toPlainTime().toString({ smallestUnit: "minute" });
    return !calendar.holidays.includes(date) && day.some(({ from, to }) => from <= time && time < to);
  };
  const moments = Array.from({ length: minutes }, (_, minute) => start.add({ minutes: minute }));
  return moments.filter(isOpenAt).length * minuteMs;
};

test("a person who looks at the clock every minute counts the same", () => {
  const withoutSummerTime = aCase.filter(({ calendar }) =>
    ["UTC", "Asia/Shanghai", "Asia/Kathmandu"].includes(calendar.timeZone),
  );
  fc.assert(
    fc.property(withoutSummerTime, fc.integer({ min: 1, max: 2000 }), ({ at, calendar }, minutes) => {
      const from = Temporal.Instant.from(at).round("minute");
      const to = from.add({ minutes });
      const measured = workingTimeBetween(calendar, from.toString(), to.toString()).ms;
      expect(measured).toBe(countedByHand(calendar, from.toString(), minutes));
    }),
    { numRuns: 30 },
  );
});
