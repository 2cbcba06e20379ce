import fc from "fast-check";
import { expect, test } from "vitest";
import { aShiftAt } from "../../../test/rota.ts";
import { overlapEachOther, overlaps, rulesMomentOf, type Span, shiftAt, spansOn } from "./shift-windows.ts";

const clockAt = (moment: string, timeZone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(
    new Date(moment),
  );

test("a split shift is one shift with several windows, in the local time of its property", () => {
  const windows = [
    { from: "18:00", to: "22:30" },
    { from: "07:30", to: "11:00" },
  ];
  expect(spansOn("2026-11-23", windows, "Asia/Shanghai")).toEqual([
    { from: "2026-11-22T23:30:00.000Z", to: "2026-11-23T03:00:00.000Z" },
    { from: "2026-11-23T10:00:00.000Z", to: "2026-11-23T14:30:00.000Z" },
  ]);
});

test("a night ends on the day after", () => {
  expect(spansOn("2026-12-31", [{ from: "22:00", to: "06:00" }], "Asia/Shanghai")).toEqual([
    { from: "2026-12-31T14:00:00.000Z", to: "2026-12-31T22:00:00.000Z" },
  ]);
  expect(spansOn("2026-11-23", [{ from: "16:00", to: "24:00" }], "Asia/Shanghai")).toEqual([
    { from: "2026-11-23T08:00:00.000Z", to: "2026-11-23T16:00:00.000Z" },
  ]);
});

test("a night in two windows goes on the next morning", () => {
  const night = [
    { from: "22:00", to: "02:00" },
    { from: "03:00", to: "06:00" },
  ];
  expect(spansOn("2026-11-23", night, "Etc/UTC")).toEqual([
    { from: "2026-11-23T22:00:00.000Z", to: "2026-11-24T02:00:00.000Z" },
    { from: "2026-11-24T03:00:00.000Z", to: "2026-11-24T06:00:00.000Z" },
  ]);
});

test("a window before a night is of its day, and one that meets it overlaps it", () => {
  const night = { from: "22:00", to: "06:00" };
  const daysOf = (other: { from: string; to: string }) =>
    spansOn("2026-11-23", [night, other], "Etc/UTC").map(({ from }) => from.slice(8, 13));
  expect(daysOf({ from: "14:00", to: "16:00" })).toEqual(["23T14", "23T22"]);
  expect(daysOf({ from: "07:00", to: "09:00" })).toEqual(["23T22", "24T07"]);
  expect(daysOf({ from: "23:00", to: "05:00" })).toEqual(["23T22", "23T23"]);
});

test("rules of a date are those of now on the date itself, of its beginning before it, of its end after it", () => {
  const at = (now: string) => rulesMomentOf("2026-11-23", `2026-11-${now}:00.000Z`, "Asia/Shanghai");
  expect(at("20T00:00")).toBe("2026-11-22T16:00:00.000Z");
  expect(at("23T03:00")).toBe("2026-11-23T03:00:00.000Z");
  expect(at("29T00:00")).toBe("2026-11-23T15:59:00.000Z");
  expect(rulesMomentOf("2026-11-23", "2026-11-20T00:00:00.000Z")).toBe("2026-11-23T00:00:00.000Z");
});

test("a night over the change to summer time is an hour shorter, over the change back an hour longer", () => {
  const night = [{ from: "22:00", to: "06:00" }];
  const hours = (date: string) => {
    const [span] = spansOn(date, night, "Europe/Berlin");
    return (Date.parse(span?.to ?? "") - Date.parse(span?.from ?? "")) / 3_600_000;
  };
  expect([hours("2026-03-27"), hours("2026-03-28"), hours("2026-10-24")]).toEqual([8, 7, 9]);
});

test("a window inside the hour that is skipped is not there that day", () => {
  expect(spansOn("2026-03-29", [{ from: "02:00", to: "03:00" }], "Europe/Berlin")).toEqual([]);
  expect(spansOn("2026-03-28", [{ from: "02:00", to: "03:00" }], "Europe/Berlin")).toHaveLength(1);
});

test("where one ends as the other begins they do not overlap", () => {
  const morning = { from: "2026-11-23T00:00:00.000Z", to: "2026-11-23T03:00:00.000Z" };
  const noon = { from: "2026-11-23T03:00:00.000Z", to: "2026-11-23T06:00:00.000Z" };
  expect(overlaps(morning, noon)).toBe(false);
  expect(overlaps(morning, { ...noon, from: "2026-11-23T02:59:00.000Z" })).toBe(true);
  expect(shiftAt([morning], [aShiftAt("shi_noon", "23T03:00/23T06:00")])).toBeUndefined();
});

const zones = [
  "Asia/Shanghai",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
];
const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
const timeOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const date = fc
  .integer({ min: 0, max: 3_000 })
  .map((day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10));

test("property: a window begins when the wall clock shows it, unless that time is skipped, and lasts under 25 hours", () => {
  fc.assert(
    fc.property(date, fc.tuple(minutes, minutes), fc.constantFrom(...zones), (day, [from, to], timeZone) => {
      const [span] = spansOn(day, [{ from: timeOf(from), to: timeOf(to) }], timeZone);
      if (!span) return;
      const shown = clockAt(span.from, timeZone);
      if (shown !== `${day} ${timeOf(from)}`) expect(shown > `${day} ${timeOf(from)}`).toBe(true);
      const hours = (Date.parse(span.to) - Date.parse(span.from)) / 3_600_000;
      expect(hours).toBeGreaterThan(0);
      expect(hours).toBeLessThanOrEqual(25);
    }),
  );
});

test("property: overlap is mutual, and means a moment that both have", () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 50 }))
    .map(([from, length]) => ({
      from: new Date(from * 60_000).toISOString(),
      to: new Date((from + length) * 60_000).toISOString(),
    }));
  const momentsOf = ({ from, to }: Span) => {
    const first = Date.parse(from) / 60_000;
    return Array.from({ length: Date.parse(to) / 60_000 - first }, (_, index) => first + index);
  };
  fc.assert(
    fc.property(span, span, (a, b) => {
      const shared = momentsOf(a).some((moment) => momentsOf(b).includes(moment));
      expect(overlaps(a, b)).toBe(shared);
      expect(overlaps(b, a)).toBe(shared);
      const inOrder = [a, b].toSorted((one, other) => (one.from < other.from ? -1 : 1));
      expect(overlapEachOther(inOrder)).toBe(shared);
    }),
  );
});
