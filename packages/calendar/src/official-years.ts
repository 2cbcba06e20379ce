import { z } from "zod";
import { type CalendarBody, type Weekday, weekdays } from "./calendar-body.ts";
import type { Instant } from "./working-time.ts";
import { dateOf, dayAt } from "./zone.ts";

/**
 * The days off and the make-up workdays of one year as a government announces them, in the form of holiday-cn
 * (放假调休安排: 国务院办公厅通知). A year that has not been announced has no days.
 */
export const officialYear = z.object({
  year: z.int().min(1949).max(9999),
  papers: z.array(z.string()).default([]).describe("Where it was announced"),
  days: z.array(
    z.object({
      name: z.string(),
      date: z.iso.date(),
      isOffDay: z.boolean().describe("false: a weekend that is worked instead"),
    }),
  ),
});
export type OfficialYear = z.output<typeof officialYear>;

const workdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri"];

/**
 * The calendar with the official days of these years: a day off is closed, a make-up workday is worked like the first
 * workday of the week. They replace what the same papers had said before, and what the calendar said by itself about
 * dates of those years; what another paper says of such a date stays, and so do its half days, which no paper knows. A
 * year without days has not been announced: nothing changes, and it stays unknown.
 */
export const withOfficialYears = (calendar: CalendarBody, years: readonly OfficialYear[]): CalendarBody => {
  const announced = years.filter(({ days }) => days.length > 0);
  const replaced = new Set(announced.map(({ year }) => String(year)));
  const days = new Map(announced.flatMap((year) => year.days.map(({ date, isOffDay }) => [date, isOffDay])));
  const before = calendar.officialDays ?? {};
  const paperOf = (date: string) => String(before[date] ?? date.slice(0, 4));
  const stays = (date: string) => !replaced.has(paperOf(date)) && !days.has(date);
  const halfDays = Object.entries(calendar.specialDays).filter(
    ([date, day]) => typeof day !== "string" || stays(date),
  );
  const ownHours = new Set(halfDays.map(([date]) => date));
  const worked = workdays.find((day) => (calendar.windows[day] ?? []).length > 0) ?? firstOpenDay(calendar);
  const announcedDates = [...days].filter(([date]) => !ownHours.has(date));
  return {
    ...calendar,
    holidays: [
      ...calendar.holidays.filter(stays),
      ...announcedDates.filter(([, isOffDay]) => isOffDay).map(([date]) => date),
    ].toSorted(),
    specialDays: {
      ...Object.fromEntries(halfDays),
      ...Object.fromEntries(
        announcedDates.filter(([, isOffDay]) => !isOffDay).map(([date]) => [date, worked]),
      ),
    },
    officialDays: {
      ...Object.fromEntries(Object.entries(before).filter(([date]) => stays(date))),
      ...Object.fromEntries(
        announced.flatMap(({ year, days: said }) => said.map(({ date }) => [date, year])),
      ),
    },
    knownYears: [...new Set([...(calendar.knownYears ?? []), ...announced.map(({ year }) => year)])].toSorted(
      (a, b) => a - b,
    ),
  };
};

const firstOpenDay = ({ windows }: CalendarBody): Weekday =>
  weekdays.find((day) => (windows[day] ?? []).length > 0) ?? "mon";

const yearAt = (calendar: CalendarBody, at: Instant): number =>
  Number(dateOf(dayAt(calendar.timeZone, Date.parse(at))).slice(0, 4));

/**
 * The years from `from` until `to` whose official days the calendar does not have: what is due there may still move.
 * None where the calendar follows no official days.
 */
export const unknownYears = (calendar: CalendarBody, from: Instant, to: Instant): readonly number[] => {
  const { knownYears } = calendar;
  if (knownYears === undefined) return [];
  const [first, last] = [yearAt(calendar, from), yearAt(calendar, to)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index).filter(
    (year) => !knownYears.includes(year),
  );
};

const dayMs = 24 * 60 * 60 * 1_000;
const warnedDaysAhead = 45;

/** The years that begin within 45 days and are not announced yet: somebody must bring the paper. */
export const yearsToBring = (calendar: CalendarBody, now: Instant): readonly number[] =>
  unknownYears(calendar, now, new Date(Date.parse(now) + warnedDaysAhead * dayMs).toISOString());
