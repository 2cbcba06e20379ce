import fc from "fast-check";
import { expect, test } from "vitest";
import { isTeam, shippedCover } from "../policies.ts";
import { type CoverRule, countedDates, coverOf, fewestAt, gapsIn, type RosteredWindow } from "./cover.ts";

const rule: CoverRule = {
  team: "*",
  ticketsPerPersonHour: 4,
  minimum: [{ from: "07:00", to: "09:00", people: 1 }],
};

const window = (staffId: string, from: string, to: string): RosteredWindow => ({
  staffId,
  from: `2026-11-23T${from}:00.000Z`,
  to: `2026-11-23T${to}:00.000Z`,
});

const cover = (overrides: Partial<Parameters<typeof coverOf>[0]> = {}) =>
  coverOf({
    date: "2026-11-23",
    timeZone: "Etc/UTC",
    rule,
    countedDates: 4,
    queued: [],
    windows: [],
    ...overrides,
  });

test("what an hour needs is its tickets, on average, over what one person can take, rounded up", () => {
  const hours = cover({ queued: [{ hour: 10, tickets: 36 }] });
  expect(hours[10]).toMatchObject({ hour: "10:00", tickets: 9, required: 3 });
  expect(hours[11]).toMatchObject({ tickets: 0, required: 0 });
});

test("an hour never needs fewer people than the policy says", () => {
  expect(
    cover()
      .map(({ required }) => required)
      .slice(6, 10),
  ).toEqual([0, 1, 1, 0]);
  expect(cover({ queued: [{ hour: 8, tickets: 2 }] })[8]?.required).toBe(1);
  expect(cover({ countedDates: 0, queued: [{ hour: 8, tickets: 99 }] })[8]).toMatchObject({
    tickets: 0,
    required: 1,
  });
});

test("a minimum for the night counts before and after midnight; one of no length all day", () => {
  const requiredAt = (from: string, to: string) =>
    cover({ rule: { ...rule, minimum: [{ from, to, people: 2 }] } }).map(({ required }) => required);
  const night = requiredAt("22:00", "06:00");
  expect([night[21], night[22], night[0], night[5], night[6]]).toEqual([0, 2, 2, 2, 0]);
  expect(new Set(requiredAt("08:00", "08:00"))).toEqual(new Set([2]));
});

test("an hour of which a part is empty is not covered", () => {
  const windows = [window("stf_a", "07:30", "11:00"), window("stf_b", "08:00", "08:30")];
  expect(
    cover({ windows })
      .map(({ rostered }) => rostered)
      .slice(7, 11),
  ).toEqual([0, 1, 1, 1]);
});

test("one who leaves as another comes leaves no gap", () => {
  const windows = [window("stf_a", "07:00", "07:40"), window("stf_b", "07:40", "09:00")];
  expect(cover({ windows })[7]?.rostered).toBe(1);
});

test("gaps are named from when to when, and how many are missing", () => {
  const windows = [window("stf_a", "08:00", "09:00")];
  const hours = cover({
    windows,
    queued: [
      { hour: 12, tickets: 32 },
      { hour: 13, tickets: 32 },
      { hour: 14, tickets: 16 },
    ],
  });
  expect(gapsIn(hours)).toEqual([
    { from: "2026-11-23T07:00:00.000Z", to: "2026-11-23T08:00:00.000Z", missing: 1 },
    { from: "2026-11-23T12:00:00.000Z", to: "2026-11-23T14:00:00.000Z", missing: 2 },
    { from: "2026-11-23T14:00:00.000Z", to: "2026-11-23T15:00:00.000Z", missing: 1 },
  ]);
});

test("hours are those of the property's clock: a skipped one is not there, one that comes twice is long", () => {
  const spring = cover({ date: "2026-03-29", timeZone: "Europe/Berlin" });
  expect(spring).toHaveLength(23);
  expect(spring.map(({ hour }) => hour)).not.toContain("02:00");
  const autumn = cover({ date: "2026-10-25", timeZone: "Europe/Berlin" });
  expect(autumn).toHaveLength(24);
  expect(autumn[2]).toMatchObject({ from: "2026-10-25T00:00:00.000Z", to: "2026-10-25T02:00:00.000Z" });
  expect(cover({ timeZone: "Asia/Shanghai" })[0]?.from).toBe("2026-11-22T16:00:00.000Z");
});

const known = {
  timeZone: "Asia/Shanghai",
  now: "2026-11-22T08:00:00.000Z",
  knownSince: "2026-01-01T00:00:00.000Z",
};

test("tickets are counted from the last same weekdays that are over, whether the date is past or far ahead", () => {
  expect(countedDates("2026-11-23", 4, known)).toEqual([
    "2026-11-16",
    "2026-11-09",
    "2026-11-02",
    "2026-10-26",
  ]);
  expect(countedDates("2026-11-22", 2, known)).toEqual(["2026-11-15", "2026-11-08"]);
  expect(countedDates("2026-12-14", 2, known)).toEqual(["2026-11-16", "2026-11-09"]);
  expect(countedDates("2026-11-03", 2, known)).toEqual(["2026-10-27", "2026-10-20"]);
});

test("weeks before the first ticket that is known say nothing, so they are not counted as quiet ones", () => {
  expect(countedDates("2026-11-23", 4, { ...known, knownSince: "2026-11-08T17:00:00.000Z" })).toEqual([
    "2026-11-16",
    "2026-11-09",
  ]);
  expect(countedDates("2026-11-23", 4, { ...known, knownSince: null })).toEqual([]);
});

test("a policy names a team by its id, by its last part, or all of them", () => {
  expect(isTeam("tea_lakeside_security", "security")).toBe(true);
  expect(isTeam("tea_lakeside_security", "tea_lakeside_security")).toBe(true);
  expect(isTeam("tea_lakeside_insecurity", "security")).toBe(false);
  expect(isTeam("tea_lakeside_fnb", "*")).toBe(true);
  expect(shippedCover.teams.at(-1)?.team).toBe("*");
});

test("property: the fewest at any moment is what counting every minute finds", () => {
  const minute = fc.integer({ min: 0, max: 180 });
  const at = (value: number) => new Date(Date.UTC(2026, 10, 23, 6, value)).toISOString();
  const windows = fc.array(
    fc.tuple(minute, fc.integer({ min: 1, max: 120 }), fc.constantFrom("a", "b", "c")),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(windows, (list) => {
      const spans = list.map(([from, length, staffId]) => ({
        staffId,
        from: at(from),
        to: at(from + length),
      }));
      const hour = { from: at(60), to: at(120) };
      const counts = Array.from({ length: 60 }, (_, n) => {
        const moment = at(60 + n);
        return new Set(
          spans.filter(({ from, to }) => from <= moment && moment < to).map(({ staffId }) => staffId),
        ).size;
      });
      expect(fewestAt(hour, spans)).toBe(Math.min(...counts));
    }),
  );
});

test("property: the dates that are counted are over, of the same weekday, a week apart, and as late as can be", () => {
  const day = fc.integer({ min: -60, max: 60 });
  fc.assert(
    fc.property(day, (offset) => {
      const date = new Date(Date.UTC(2026, 10, 22 + offset)).toISOString().slice(0, 10);
      const dates = countedDates(date, 3, known);
      const age = (one: string) => (Date.parse("2026-11-22") - Date.parse(one)) / 86_400_000;
      for (const [index, one] of dates.entries()) {
        expect(new Date(one).getUTCDay()).toBe(new Date(date).getUTCDay());
        expect(age(one)).toBeGreaterThan(0);
        expect(one < date).toBe(true);
        if (index > 0) expect(age(one) - age(dates[index - 1] ?? "")).toBe(7);
      }
      expect(age(dates[0] ?? "") <= 7 || offset <= 0).toBe(true);
    }),
  );
});
