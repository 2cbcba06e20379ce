import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type CalendarBody, calendarBody } from "../src/calendar-body.ts";
import { officialYear, unknownYears, withOfficialYears, yearsToBring } from "../src/official-years.ts";
import { addWorkingTime, workingTimeBetween } from "../src/working-time.ts";

const hours = [{ from: "09:00", to: "17:00" }];
const office: CalendarBody = calendarBody.parse({
  timeZone: "Asia/Shanghai",
  windows: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours },
});
const hourMs = 3_600_000;

const year2026 = officialYear.parse({
  year: 2026,
  days: [
    { name: "元旦", date: "2026-01-01", isOffDay: true },
    { name: "元旦", date: "2026-01-02", isOffDay: true },
    { name: "元旦", date: "2026-01-04", isOffDay: false },
  ],
});
const year2027 = officialYear.parse({ year: 2027, days: [] });

test("a day off is closed and a make-up workday is worked", () => {
  const calendar = withOfficialYears(office, [year2026]);
  expect(addWorkingTime(calendar, "2025-12-31T16:00:00+08:00", 2 * hourMs).dueAt).toBe(
    "2026-01-04T02:00:00.000Z",
  );
  expect(calendarBody.parse(calendar)).toEqual(calendar);
});

test("a year that is not announced changes nothing and stays unknown", () => {
  const calendar = withOfficialYears(office, [year2026, year2027]);
  expect(calendar.knownYears).toEqual([2026]);
  expect(unknownYears(calendar, "2026-11-28T00:00:00Z", "2026-12-31T00:00:00Z")).toEqual([]);
  expect(unknownYears(calendar, "2025-11-28T00:00:00Z", "2027-02-01T00:00:00Z")).toEqual([2025, 2027]);
  expect(unknownYears(office, "2026-11-28T00:00:00Z", "2030-02-01T00:00:00Z")).toEqual([]);
});

test("a year is asked for 45 days ahead, by the clock of the calendar's zone", () => {
  const calendar = withOfficialYears(office, [year2026]);
  expect(yearsToBring(calendar, "2026-11-16T15:59:59.999Z")).toEqual([]);
  expect(yearsToBring(calendar, "2026-11-16T16:00:00.000Z")).toEqual([2027]);
  expect(
    yearsToBring(withOfficialYears(calendar, [{ ...year2026, year: 2027 }]), "2026-12-30T00:00:00Z"),
  ).toEqual([]);
});

test("a paper that is brought again replaces what stood there; half days and other years stay", () => {
  const own = calendarBody.parse({
    ...office,
    holidays: ["2025-10-01", "2026-03-03"],
    specialDays: { "2026-02-16": [{ from: "09:00", to: "12:00" }], "2026-05-09": "fri", "2025-09-28": "wed" },
  });
  const calendar = withOfficialYears(withOfficialYears(own, [year2026]), [year2026]);
  expect(calendar.holidays).toEqual(["2025-10-01", "2026-01-01", "2026-01-02"]);
  expect(calendar.specialDays).toEqual({
    "2026-02-16": [{ from: "09:00", to: "12:00" }],
    "2025-09-28": "wed",
    "2026-01-04": "mon",
  });
});

test("what a paper says of the year before stays when that year's paper is brought again, and goes with its own", () => {
  const year2018 = officialYear.parse({
    year: 2018,
    days: [{ name: "元旦", date: "2018-01-01", isOffDay: true }],
  });
  const newYear = { name: "元旦", date: "2018-12-31", isOffDay: true };
  const year2019 = officialYear.parse({ year: 2019, days: [newYear, { ...newYear, date: "2019-01-01" }] });
  const both = withOfficialYears(office, [year2018, year2019]);
  expect(withOfficialYears(both, [year2018])).toEqual(both);
  const revised = { ...year2019, days: year2019.days.slice(1) };
  expect(withOfficialYears(both, [revised]).holidays).toEqual(["2018-01-01", "2019-01-01"]);
});

const papers = join(import.meta.dirname, "../../../../shared/data/calendars/holiday-cn");

test.skipIf(!existsSync(papers))(
  "twenty years of the State Council's papers give the workdays that they announce (skipped where ../shared/data is absent)",
  () => {
    const years = readdirSync(papers)
      .filter((file) => /^\d{4}\.json$/.test(file))
      .map((file) => officialYear.parse(JSON.parse(readFileSync(join(papers, file), "utf8"))));
    const calendar = withOfficialYears(office, years);
    expect(calendar.knownYears).toEqual(Array.from({ length: 20 }, (_, index) => 2007 + index));
    // Counted by hand from the papers: workdays of a year are its weekdays, less days off on them, plus make-up days.
    for (const year of years.filter(({ days }) => days.length > 0)) {
      const inYear = new Map(
        years.flatMap(({ days }) => days).map(({ date, isOffDay }) => [date, isOffDay] as const),
      );
      let workdays = 0;
      for (let day = Date.UTC(year.year, 0, 1); day < Date.UTC(year.year + 1, 0, 1); day += 24 * hourMs) {
        const weekend = [0, 6].includes(new Date(day).getUTCDay());
        const off = inYear.get(new Date(day).toISOString().slice(0, 10));
        if (off === false || (off === undefined && !weekend)) workdays += 1;
      }
      const from = `${year.year}-01-01T00:00:00+08:00`;
      const to = `${year.year + 1}-01-01T00:00:00+08:00`;
      expect([year.year, workingTimeBetween(calendar, from, to).ms / (8 * hourMs)]).toEqual([
        year.year,
        workdays,
      ]);
    }
  },
);
