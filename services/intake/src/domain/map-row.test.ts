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
    wish: {
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
  expect(mapped).toMatchObject({ wish: { past: { closedAt: "2019-12-31T12:00:00.000Z" } } });
});

test("an open record has no end, whatever the column says", () => {
  expect(read({ ...closed, status: "Open" })).toMatchObject({ wish: { past: { closedAt: null } } });
});

test("a slash in a category's name becomes a dash, and empty levels are left out", () => {
  expect(read({ ...closed, a: "Noise / dirt", c: "x" })).toMatchObject({
    wish: { category: "Noise - dirt/x" },
  });
});

test("what a table does not know falls to its otherwise", () => {
  expect(read({ ...closed, source: "Pigeon" })).toMatchObject({ wish: { channel: "system" } });
});

test("a live row has no past, and its times may be missing", () => {
  const mapped = read({ id: "1", phone: "13800138000" }, { mode: "live" });
  expect(mapped).toMatchObject({ wish: { mode: "live", past: null }, contactText: "13800138000" });
});

test("what is wrong is named by field, and what was there is not repeated", () => {
  expect(read({ id: "", at: "secret" })).toEqual({
    errors: [
      { field: "externalId", message: "is missing" },
      { field: "occurredAt", message: "is not written as it must be" },
    ],
  });
  expect(read({ id: "1", status: "Open" })).toMatchObject({ errors: [{ field: "occurredAt" }] });
  expect(read({ id: "1", at: "2020-01-01", status: "Closed" })).toMatchObject({
    errors: [{ field: "closedAt" }],
  });
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
