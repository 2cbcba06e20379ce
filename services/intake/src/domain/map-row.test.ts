import { expect, test } from "vitest";
import { rowReader } from "./map-row.ts";
import { columnsOf, mappingFile } from "./mapping.ts";

const mapping = mappingFile.parse({
  name: "probe",
  title: "Probe",
  mode: "either",
  formats: ["csv"],
  system: "probe",
  requires: ["id"],
  lookups: { channels: { Phone: "phone" } },
  fields: {
    externalId: { column: "id" },
    occurredAt: { column: "at", time: "local" },
    channel: { column: "source", lookup: "channels", otherwise: "system" },
    kind: {
      choose: [{ when: { a: ["broken", "leaks"], b: ["tap"] }, gives: "repair" }],
      otherwise: "inquiry",
    },
    category: { path: ["a", "b", "c"] },
    place: { firstOf: ["address", "area"], ignore: ["none"] },
    summary: { join: ["a", "b"] },
    contact: { column: "phone" },
    language: { constant: "en" },
  },
  history: { closedAt: { column: "closed", time: "local" }, openWhen: { status: ["Open"] } },
});

const header = ["id", "at", "source", "a", "b", "c", "address", "area", "phone", "closed", "status"];
const about = { propertyId: "prp_probe", timeZone: "UTC", mode: "history" } as const;

const read = (row: Partial<Record<string, string>>, overrides: object = {}) =>
  rowReader(mapping, header, { ...about, ...overrides })(header.map((name) => row[name] ?? ""));

const closed = { id: "1", at: "2020-01-01 10:00", closed: "2020-01-01 12:00", status: "Closed" };

test("a row becomes a request with its own times and end", () => {
  const mapped = read({ ...closed, source: "Phone", a: "broken", b: "tap", address: "none", area: "East" });
  expect(mapped).toMatchObject({
    draft: {
      channel: "phone",
      kind: "repair",
      category: "broken/tap",
      place: "East",
      summary: "broken · tap",
      language: "en",
      source: { system: "probe", externalId: "1" },
      past: { receivedAt: "2020-01-01T10:00:00.000Z", closedAt: "2020-01-01T12:00:00.000Z" },
    },
  });
});

test("a record may end before it began: it is kept as it is", () => {
  const mapped = read({ ...closed, closed: "2019-12-31 12:00" });
  expect(mapped).toMatchObject({ draft: { past: { closedAt: "2019-12-31T12:00:00.000Z" } } });
});

test("an open record has no end, whatever the column says", () => {
  expect(read({ ...closed, status: "Open" })).toMatchObject({ draft: { past: { closedAt: null } } });
});

test("a slash in a category's name becomes a dash, and empty levels are left out", () => {
  expect(read({ ...closed, a: "Noise / dirt", c: "x" })).toMatchObject({
    draft: { category: "Noise - dirt/x" },
  });
});

test("what a table does not know falls to its otherwise", () => {
  expect(read({ ...closed, source: "Pigeon" })).toMatchObject({ draft: { channel: "system" } });
});

test("a live row has no past, and its times may be missing", () => {
  const mapped = read({ id: "1", phone: "13800138000" }, { mode: "live" });
  expect(mapped).toMatchObject({ draft: { mode: "live", past: null }, contactText: "13800138000" });
});

test("what is wrong is named by field, with the value and what would be right", () => {
  expect(read({ id: "", at: "in the morning" })).toEqual({
    errors: [
      { field: "externalId", message: "is missing" },
      {
        field: "occurredAt",
        message:
          '"in the morning" is no moment from 1900-01-01 on and before 2100-01-01; valid: 2026-11-22 08:05, 2026-11-22T08:05:00+08:00',
      },
    ],
  });
  expect(read({ id: "1", status: "Open" })).toMatchObject({ errors: [{ field: "occurredAt" }] });
  expect(read({ id: "1", at: "2020-01-01", status: "Closed" })).toMatchObject({
    errors: [{ field: "closedAt" }],
  });
});

test("a file in Chinese is answered in Chinese", () => {
  expect(read({ id: "", at: "早上" }, { language: "zh-CN" })).toEqual({
    errors: [
      { field: "externalId", message: "缺少" },
      {
        field: "occurredAt",
        message: expect.stringContaining("“早上”不是 1900-01-01 至 2100-01-01 之间的时间"),
      },
    ],
  });
});

test("of a person nothing is repeated, and nothing that looks like a number or an address of one", () => {
  const wrong = read({ id: "1", phone: "x".repeat(201), at: "13800138000" }, { mode: "live" });
  expect(wrong).toMatchObject({
    errors: [
      { field: "occurredAt", message: expect.stringContaining('"***" is no moment') },
      { field: "contact", message: "has 201 characters; valid: up to 200" },
    ],
  });
  expect(JSON.stringify(read({ id: "1", at: "wang@example.com" }, { mode: "live" }))).not.toContain("wang");
});

test.each([
  ["0026-11-22", "history"],
  ["0026-11-22T08:00:00Z", "history"],
  ["2020-01-01T08:00:00+99:99", "history"],
  ["2020-01-01T08:00:00+14:60", "live"],
  ["1926-11-22", "live"],
  ["2100-01-01", "live"],
])("a moment that nobody can mean is refused by its field, not read as another: %s", (at, mode) => {
  // `local` ignores an offset, but not one that there is not.
  expect(read({ ...closed, at }, { mode })).toMatchObject({ errors: [{ field: "occurredAt" }] });
});

test("a number that a spreadsheet took for an amount is read, unless it was rounded", () => {
  for (const phone of ["13800138204.0", "'13800138204", '="13800138204"'])
    expect(read({ id: "4711.0", phone }, { mode: "live" })).toMatchObject({
      contactText: "13800138204",
      draft: { source: { externalId: "4711" } },
    });
  expect(read({ id: "1", phone: "1.3800138E+10" }, { mode: "live" })).toEqual({
    errors: [
      {
        field: "contact",
        message:
          '"1.38E+10" was rounded by a spreadsheet; valid: the whole number, in a column that is formatted as text',
      },
    ],
  });
});

test("date and time may stand in columns of their own, in a format that the mapping names", () => {
  const joined = mappingFile.parse({
    ...mapping,
    fields: {
      ...mapping.fields,
      occurredAt: { join: ["at", "b"], with: " ", time: "local", format: ["dd-MM-yyyy HH:mm", "dd-MM-yyyy"] },
      words: { join: ["a", "c"], with: "\n" },
    },
  });
  const row = (values: Partial<Record<string, string>>) =>
    rowReader(joined, header, { ...about, mode: "live" })(header.map((name) => values[name] ?? ""));
  expect(row({ id: "1", at: "03-04-2020", b: "08:05", a: "x".repeat(300), c: "y" })).toMatchObject({
    draft: { occurredAt: "2020-04-03T08:05:00.000Z", words: `${"x".repeat(300)}\ny` },
  });
  expect(row({ id: "1", at: "04/13/2020" })).toMatchObject({ errors: [{ field: "occurredAt" }] });
});

test("a format that is none, and a time zone that is none, make no mapping", () => {
  const withFormat = (format: string) => ({
    ...mapping,
    fields: { ...mapping.fields, occurredAt: { column: "at", time: "local", format } },
  });
  expect(mappingFile.safeParse(withFormat("MM/dd/yyyy")).success).toBe(true);
  expect(mappingFile.safeParse(withFormat("M.D.Y")).success).toBe(false);
  expect(mappingFile.safeParse({ ...mapping, timeZone: "Mars/Base" }).success).toBe(false);
});

test("a mapping knows every column that it reads", () => {
  expect(columnsOf(mapping).toSorted()).toEqual(header.toSorted());
});

test("a mapping without external id or with a table that is not there is no mapping", () => {
  const { externalId: _left, ...fields } = mapping.fields;
  expect(mappingFile.safeParse({ ...mapping, fields }).success).toBe(false);
  const lost = { ...mapping.fields, kind: { column: "a", lookup: "lost" } };
  expect(mappingFile.safeParse({ ...mapping, fields: lost }).success).toBe(false);
});

test("what stands in the wrong column is told without the name of the row's own customer", () => {
  const named = mappingFile.parse({
    ...mapping,
    fields: {
      channel: { constant: "phone" },
      externalId: { column: "id" },
      kind: { column: "kind" },
      displayName: { column: "name" },
    },
    history: undefined,
    mode: "live",
  });
  const readNamed = rowReader(named, ["id", "kind", "name"], { ...about, mode: "live" });
  const mapped = readNamed(["1", "赵小满要退房", "赵小满"]);
  expect(mapped).toMatchObject({
    errors: expect.arrayContaining([expect.objectContaining({ field: "kind" })]),
  });
  expect(JSON.stringify(mapped)).toContain("***要退房");
  expect(JSON.stringify(mapped)).not.toContain("赵小满");
});
