import { expect, test } from "vitest";
import { gatherLives } from "./gather-lives.ts";
import { rowReader } from "./map-row.ts";
import { stepReader } from "./map-step.ts";
import { columnsOf, mappingFile } from "./mapping.ts";

const shape = {
  name: "probe-log",
  title: "Probe",
  mode: "history",
  formats: ["csv"],
  system: "probe",
  requires: ["case", "activity", "at"],
  fields: {
    externalId: { column: "case" },
    occurredAt: { column: "at", time: "instant" },
    channel: { constant: "system" },
  },
  life: {
    activity: "activity",
    who: "who",
    when: { column: "at", time: "instant" },
    did: { Take: "accepted", Resolve: "resolved", Ship: "noted" },
  },
};
const mapping = mappingFile.parse(shape);
const header = ["case", "activity", "at", "who"];
const about = { propertyId: "prp_probe", timeZone: "UTC", mode: "history" } as const;
const [read, step] = [rowReader(mapping, header, about), stepReader(mapping, header, about)];

const gather = (...rows: readonly (readonly [string, string, string, string])[]) => {
  const gatherer = gatherLives();
  const errors = rows.flatMap((values, index) => {
    const mapped = step(values);
    const line = index + 2;
    const wrong = "errors" in mapped ? mapped.errors : gatherer.add({ line, ...mapped }, () => read(values));
    return wrong.map((error) => ({ line, ...error }));
  });
  return { errors, records: gatherer.records() };
};

test("a mapping of an event log reads the columns of its steps as well", () => {
  expect(columnsOf(mapping)).toEqual(expect.arrayContaining(["case", "activity", "at", "who"]));
});

test("an event log is of the past: a mapping that says otherwise is refused", () => {
  expect(mappingFile.safeParse({ ...shape, mode: "live" }).success).toBe(false);
});

test("the rows of a case become one record with its steps, wherever they stand in the file", () => {
  const { errors, records } = gather(
    ["c1", "Take", "2012-10-09T08:00:00Z", "Value 1"],
    ["c2", "Take", "2012-10-09T08:30:00Z", ""],
    ["c1", "Ship", "2012-10-09T09:00:00Z", "Value 2"],
    ["c1", "Resolve", "2012-10-09T09:00:00Z", "Value 2"],
  );
  expect(errors).toEqual([]);
  expect(records).toMatchObject([
    {
      line: 2,
      rows: 3,
      wish: {
        source: { system: "probe", externalId: "c1" },
        past: {
          receivedAt: "2012-10-09T08:00:00.000Z",
          closedAt: null,
          life: [
            { did: "accepted", at: "2012-10-09T08:00:00.000Z", who: "Value 1", note: null },
            { did: "noted", at: "2012-10-09T09:00:00.000Z", who: "Value 2", note: "Ship" },
            { did: "resolved", at: "2012-10-09T09:00:00.000Z", who: "Value 2", note: null },
          ],
        },
      },
    },
    { line: 3, rows: 1, wish: { past: { life: [{ did: "accepted", who: null }] } } },
  ]);
});

test("what is out of order, unknown or without a time is reported by its line, and the rest goes in", () => {
  const { errors, records } = gather(
    ["c1", "Take", "2012-10-09T08:00:00Z", "a"],
    ["c1", "Dance", "2012-10-09T08:10:00Z", "a"],
    ["c1", "Ship", "2012-10-09T07:59:59Z", "a"],
    ["c1", "Ship", "", "a"],
    ["c1", "Ship", "yesterday", "a"],
    ["", "Ship", "2012-10-09T08:10:00Z", "a"],
    ["c1", "Resolve", "2012-10-09T08:20:00Z", "a"],
  );
  expect(errors).toEqual([
    { line: 3, field: "activity", message: "is not an activity that the mapping knows" },
    { line: 4, field: "at", message: "is earlier than the step of this record before it" },
    { line: 5, field: "at", message: "is missing: a step has a time" },
    { line: 6, field: "at", message: "is not written as it must be" },
    { line: 7, field: "externalId", message: "is missing" },
  ]);
  expect(records).toMatchObject([
    { rows: 2, wish: { past: { life: [{ did: "accepted" }, { did: "resolved" }] } } },
  ]);
});

test("a case of more steps than a record may have keeps the first of them", () => {
  const rows = Array.from({ length: 502 }, () => ["c1", "Ship", "2012-10-09T08:00:00Z", "a"] as const);
  const { errors, records } = gather(...rows);
  expect(errors.map(({ line }) => line)).toEqual([502, 503]);
  expect(records[0]?.rows).toBe(500);
});
