import { describe, expect, test } from "vitest";
import { calendarBody, roundTheClock } from "../src/calendar-body.ts";
import { CalendarNeverOpens } from "../src/open-spans.ts";
import { addWorkingTime, isOpen, nextOpening, workingTimeBetween } from "../src/working-time.ts";
import { anOffice, dayMs, hourMs, minuteMs, windows } from "./calendars.ts";

const office = anOffice();
const daily = (...spans: string[]) =>
  Object.fromEntries(
    ["sun", "mon", "tue", "wed", "thu", "fri", "sat"].map((day) => [day, windows(...spans)]),
  );

describe("adding working time", () => {
  test("skips the break and the night", () => {
    const { dueAt, intervals } = addWorkingTime(office, "2026-11-23T11:30:00+08:00", 8 * hourMs);
    expect(dueAt).toBe("2026-11-24T04:00:00.000Z"); // Tuesday noon in Shanghai
    expect(intervals).toEqual([
      { from: "2026-11-23T03:30:00.000Z", to: "2026-11-23T04:00:00.000Z" },
      { from: "2026-11-23T05:30:00.000Z", to: "2026-11-23T10:00:00.000Z" },
      { from: "2026-11-24T01:00:00.000Z", to: "2026-11-24T04:00:00.000Z" },
    ]);
  });

  test("that is used up exactly at closing is due at the closing, not at the next opening", () => {
    expect(addWorkingTime(office, "2026-11-27T17:00:00+08:00", hourMs).dueAt).toBe(
      "2026-11-27T10:00:00.000Z",
    );
    expect(addWorkingTime(office, "2026-11-27T17:00:00+08:00", hourMs + 1).dueAt).toBe(
      "2026-11-30T01:00:00.001Z",
    );
  });

  test("begins at the next opening when it is closed, even with nothing to add", () => {
    expect(addWorkingTime(office, "2026-11-28T10:00:00+08:00", 0)).toEqual({
      dueAt: "2026-11-30T01:00:00.000Z",
      intervals: [],
    });
    expect(addWorkingTime(office, "2026-11-23T10:00:00+08:00", 0).dueAt).toBe("2026-11-23T02:00:00.000Z");
  });

  test("leaves out holidays, and works a make-up day like the day of the week that it stands for", () => {
    const nationalDay = anOffice({
      holidays: ["2026-10-01", "2026-10-02"],
      specialDays: { "2026-10-04": "fri" },
    });
    const { dueAt } = addWorkingTime(nationalDay, "2026-09-30T17:00:00+08:00", 2 * hourMs);
    expect(dueAt).toBe("2026-10-04T02:00:00.000Z"); // Sunday the 4th is worked
  });

  test("knows half days", () => {
    const eve = anOffice({ specialDays: { "2026-11-23": windows("09:00-11:00") } });
    expect(addWorkingTime(eve, "2026-11-23T10:00:00+08:00", 2 * hourMs).dueAt).toBe(
      "2026-11-24T02:00:00.000Z",
    );
  });

  test.each([-1, 0.5, Number.NaN])("refuses %s ms", (ms) => {
    expect(() => addWorkingTime(office, "2026-11-23T10:00:00+08:00", ms)).toThrow(RangeError);
  });

  test("refuses what is no moment", () => {
    expect(() => addWorkingTime(office, "lunchtime", 1)).toThrow(RangeError);
  });

  test("says so when the calendar does not open any more", () => {
    const days = Array.from({ length: 1200 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString());
    const closed = anOffice({ holidays: days.map((day) => day.slice(0, 10)) });
    expect(() => addWorkingTime(closed, "2026-01-02T00:00:00Z", 1)).toThrow(CalendarNeverOpens);
    expect(workingTimeBetween(closed, "2026-01-02T00:00:00Z", "2026-06-02T00:00:00Z").ms).toBe(0);
    expect(isOpen(closed, "2026-01-02T02:00:00Z")).toBe(false);
  });
});

describe("measuring working time", () => {
  test("counts only what is open, and is nothing when the end is not after the start", () => {
    const [friday, monday] = ["2026-11-27T17:30:00+08:00", "2026-11-30T09:15:00+08:00"];
    expect(workingTimeBetween(office, friday, monday).ms).toBe(45 * minuteMs);
    expect(workingTimeBetween(office, monday, friday)).toEqual({ ms: 0, intervals: [] });
  });

  test("joins windows that touch, over midnight too", () => {
    const night = anOffice({
      windows: { fri: windows("20:00-24:00"), sat: windows("00:00-02:00", "02:00-04:00") },
    });
    const { ms, intervals } = workingTimeBetween(night, "2026-11-27T00:00:00Z", "2026-11-29T00:00:00Z");
    expect(ms).toBe(8 * hourMs);
    expect(intervals).toEqual([{ from: "2026-11-27T12:00:00.000Z", to: "2026-11-27T20:00:00.000Z" }]);
  });
});

test("it is open at the opening and closed at the closing", () => {
  expect(isOpen(office, "2026-11-23T09:00:00+08:00")).toBe(true);
  expect(isOpen(office, "2026-11-23T12:00:00+08:00")).toBe(false);
  expect(nextOpening(office, "2026-11-23T11:59:59.999+08:00")).toBe("2026-11-23T03:59:59.999Z");
  expect(nextOpening(office, "2026-11-23T12:00:00+08:00")).toBe("2026-11-23T05:30:00.000Z");
});

describe("the change to summer time and back", () => {
  const newYork = anOffice({ timeZone: "America/New_York", windows: daily("00:00-06:00") });

  test("makes a night an hour shorter and an hour longer, and never loses the hour", () => {
    const night = (date: string, next: string) =>
      workingTimeBetween(newYork, `${date}T05:00:00Z`, `${next}T05:00:00Z`).ms / hourMs;
    expect(night("2026-03-08", "2026-03-09")).toBe(6); // 5 on the 8th, and the first hour of the 9th
    expect(night("2026-11-01", "2026-11-02")).toBe(6); // begins an hour late: 05:00 Z is 01:00 local
    expect(workingTimeBetween(newYork, "2026-11-01T04:00:00Z", "2026-11-01T12:00:00Z").ms).toBe(7 * hourMs);
  });

  test("does not open a window that falls into the skipped hour", () => {
    const skipped = anOffice({ timeZone: "America/New_York", windows: daily("02:15-02:45") });
    expect(nextOpening(skipped, "2026-03-08T06:00:00Z")).toBe("2026-03-08T07:15:00.000Z"); // 03:15 local
    const reversed = anOffice({ timeZone: "America/New_York", windows: { sun: windows("02:30-03:15") } });
    expect(nextOpening(reversed, "2026-03-08T06:00:00Z")).toBe("2026-03-15T06:30:00.000Z");
  });

  test("leaves round the clock as it is, also where midnight itself is skipped", () => {
    const saoPaulo = anOffice({
      timeZone: "America/Sao_Paulo",
      windows: daily("00:00-12:00", "12:00-24:00"),
    });
    const start = "2018-11-03T12:00:00.000Z";
    expect(addWorkingTime(saoPaulo, start, 3 * dayMs).dueAt).toBe("2018-11-06T12:00:00.000Z");
  });

  test("gives a day that a zone skipped no hours", () => {
    const apia = anOffice({ timeZone: "Pacific/Apia", windows: daily("09:00-17:00") });
    const week = workingTimeBetween(apia, "2011-12-29T10:00:00Z", "2012-01-01T10:00:00Z"); // 29, 31 December, 1 January
    expect(week.ms).toBe(3 * 8 * hourMs);
  });
});

describe("a calendar that is open round the clock", () => {
  const always = roundTheClock("Asia/Shanghai");

  test("adds the time as it is, and keeps a holiday closed when it has one", () => {
    expect(addWorkingTime(always, "2026-11-28T20:00:00Z", 15 * minuteMs).dueAt).toBe(
      "2026-11-28T20:15:00.000Z",
    );
    const withHoliday = { ...always, holidays: ["2026-11-29"] };
    expect(addWorkingTime(withHoliday, "2026-11-28T15:50:00Z", 15 * minuteMs).dueAt).toBe(
      "2026-11-29T16:05:00.000Z",
    );
  });

  test("is always open", () => {
    expect(isOpen(always, "2026-11-28T20:00:00Z")).toBe(true);
    expect(nextOpening(always, "2026-11-28T20:00:00Z")).toBe("2026-11-28T20:00:00.000Z");
    expect(workingTimeBetween(always, "2026-11-28T20:00:00Z", "2026-11-29T20:00:00Z").ms).toBe(dayMs);
  });
});

describe("a calendar", () => {
  const refusedFields = (body: unknown) =>
    calendarBody.safeParse(body).error?.issues.map(({ path }) => path.map(String).join(".")) ?? [];

  test("may be as short as a zone and one window", () => {
    expect(
      calendarBody.parse({ timeZone: "Asia/Shanghai", windows: { mon: windows("09:00-17:00") } }),
    ).toEqual({
      timeZone: "Asia/Shanghai",
      windows: { mon: windows("09:00-17:00") },
      holidays: [],
      specialDays: {},
    });
    expect(refusedFields(roundTheClock("Europe/London"))).toEqual([]);
  });

  test.each([
    ["another zone", { timeZone: "Shanghai" }, "timeZone"],
    ["no window", { windows: { mon: [] } }, "windows"],
    ["a window that ends before it begins", { windows: { mon: windows("22:00-02:00") } }, "windows.mon.0"],
    ["an hour that is none", { windows: { mon: windows("09:00-25:00") } }, "windows.mon.0.to"],
    ["windows that overlap", { windows: { mon: windows("12:00-18:00", "09:00-12:01") } }, "windows.mon"],
    ["a day that is none", { windows: { monday: windows("09:00-10:00") } }, "windows"],
    ["a date that is none", { holidays: ["2026-02-30"] }, "holidays.0"],
    [
      "a date of both sorts",
      { holidays: ["2026-02-20"], specialDays: { "2026-02-20": "mon" } },
      "specialDays",
    ],
  ])("is refused with %s", (_what, overrides, field) => {
    expect(refusedFields({ ...anOffice(), ...overrides })).toContain(field);
  });
});
