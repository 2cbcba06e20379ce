import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CalendarBody, type OpenWindow, type Weekday, weekdays } from "../src/calendar-body.ts";
import { addWorkingTime, isOpen, nextOpening, workingTimeBetween } from "../src/working-time.ts";
import { dayMs } from "./calendars.ts";

type Hours = readonly (readonly [string, string])[];
type Schedule = {
  tz: string;
  week: Partial<Record<Weekday, Hours>>;
  holidays?: string[];
  shifts?: Record<string, Hours>;
  breaks?: Record<string, Hours>;
};
type Vector = { id: string; schedule: Schedule; source: string } & (
  | { op: "add_seconds"; from: string; seconds: number; expect: string }
  | { op: "seconds_within"; from: string; to: string; expect: number }
  | { op: "is_open"; at: string; expect: boolean }
  | { op: "first_periods"; from: string; expect: [string, string][] }
  | ({ op: "sla_clock"; created: string; expect: SlaFacts } & SlaCase)
);
type SlaCase = {
  response_target: number;
  resolution_target: number;
  paused: [string, string][];
  resolved: string;
};
type SlaFacts = {
  response_due: string;
  resolution_due: string;
  pause_seconds: number;
  net_resolution_seconds: number;
  met: boolean;
};

const file = new URL("../../../../shared/data/business-hours/published-vectors.json", import.meta.url);
const absent = !existsSync(file);
const published: { vectors: Vector[]; boundary_convention?: Vector & Record<string, unknown> } = absent
  ? { vectors: [] }
  : JSON.parse(readFileSync(file, "utf8"));

const toWindows = (hours: Hours): OpenWindow[] => hours.map(([from, to]) => ({ from, to }));

const without = (windows: readonly OpenWindow[], [from, to]: readonly [string, string]): OpenWindow[] =>
  windows.flatMap((window) =>
    [
      { from: window.from, to: window.to < from ? window.to : from },
      { from: window.from > to ? window.from : to, to: window.to },
    ].filter((part) => part.from < part.to),
  );

const weekdayOf = (date: string): Weekday => weekdays[new Date(date).getUTCDay()] ?? "sun";

/** Their shifts replace a day and their breaks cut it: both are special days of ours. Holidays win over both. */
const calendarOf = ({ tz, week, holidays = [], shifts = {}, breaks = {} }: Schedule): CalendarBody => {
  const dates = [...new Set([...Object.keys(shifts), ...Object.keys(breaks)])];
  const specialDays = dates
    .filter((date) => !holidays.includes(date))
    .map((date) => {
      const windows = toWindows(shifts[date] ?? week[weekdayOf(date)] ?? []);
      return [date, (breaks[date] ?? []).reduce<OpenWindow[]>(without, windows)] as const;
    });
  const windows = Object.entries(week).map(([day, hours]) => [day, toWindows(hours)] as const);
  return {
    timeZone: tz,
    windows: Object.fromEntries(windows),
    holidays,
    specialDays: Object.fromEntries(specialDays),
  };
};

const canonical = (instant: string): string => new Date(instant).toISOString();

const periodsAfter = (calendar: CalendarBody, from: string, wanted: number): string[][] => {
  const horizon = new Date(Date.parse(nextOpening(calendar, from)) + 30 * dayMs).toISOString();
  const { intervals } = workingTimeBetween(calendar, from, horizon);
  return intervals.slice(0, wanted).map((interval) => [interval.from, interval.to]);
};

const slaFacts = (calendar: CalendarBody, created: string, sla: SlaCase): SlaFacts => {
  const pausedMs = sla.paused.reduce((sum, [from, to]) => sum + workingTimeBetween(calendar, from, to).ms, 0);
  const resolutionDue = addWorkingTime(calendar, created, sla.resolution_target * 1000 + pausedMs).dueAt;
  return {
    response_due: addWorkingTime(calendar, created, sla.response_target * 1000).dueAt,
    resolution_due: resolutionDue,
    pause_seconds: pausedMs / 1000,
    net_resolution_seconds: (workingTimeBetween(calendar, created, sla.resolved).ms - pausedMs) / 1000,
    met: canonical(sla.resolved) <= resolutionDue,
  };
};

const answerTo = (vector: Vector): unknown => {
  const calendar = calendarOf(vector.schedule);
  switch (vector.op) {
    case "add_seconds":
      return addWorkingTime(calendar, vector.from, vector.seconds * 1000).dueAt;
    case "seconds_within":
      return workingTimeBetween(calendar, vector.from, vector.to).ms / 1000;
    case "is_open":
      return isOpen(calendar, vector.at);
    case "first_periods":
      return periodsAfter(calendar, vector.from, vector.expect.length);
    case "sla_clock":
      return slaFacts(calendar, vector.created, vector);
  }
};

const wantedBy = (vector: Vector): unknown => {
  switch (vector.op) {
    case "add_seconds":
      return canonical(vector.expect);
    case "first_periods":
      return vector.expect.map((period) => period.map(canonical));
    case "sla_clock":
      return {
        ...vector.expect,
        response_due: canonical(vector.expect.response_due),
        resolution_due: canonical(vector.expect.resolution_due),
      };
    default:
      return vector.expect;
  }
};

describe.skipIf(absent)(`published vectors${absent ? ", skipped: no ../shared/data" : ""}`, () => {
  test("are all there", () => {
    expect(published.vectors).toHaveLength(53);
  });

  test.for(published.vectors)("$id $op ($source)", (vector) => {
    expect(answerTo(vector)).toEqual(wantedBy(vector));
  });

  test("where two libraries disagree, time used up exactly at closing is due at the closing", () => {
    const boundary = published.boundary_convention as unknown as Vector & { expect_closing_rule: string };
    expect(answerTo(boundary)).toBe(canonical(boundary.expect_closing_rule));
  });
});
