import { expect, test } from "vitest";
import { groupByCase } from "./group-by-case.ts";
import { rowReader } from "./map-row.ts";
import { stepReader, stepsReader } from "./map-step.ts";
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

const group = (...rows: readonly (readonly [string, string, string, string])[]) => {
  const grouper = groupByCase();
  const errors = rows.flatMap((values, index) => {
    const mapped = step(values);
    const line = index + 2;
    const wrong = "errors" in mapped ? mapped.errors : grouper.add({ line, ...mapped }, () => read(values));
    return wrong.map((error) => ({ line, ...error }));
  });
  return { errors, records: grouper.records() };
};

test("a mapping of an event log reads the columns of its steps as well", () => {
  expect(columnsOf(mapping)).toEqual(expect.arrayContaining(["case", "activity", "at", "who"]));
});

test("an event log is of the past: a mapping that says otherwise is refused", () => {
  expect(mappingFile.safeParse({ ...shape, mode: "live" }).success).toBe(false);
});

test("the rows of a case become one record with its steps, wherever they stand in the file", () => {
  const { errors, records } = group(
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
      draft: {
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
    { line: 3, rows: 1, draft: { past: { life: [{ did: "accepted", who: null }] } } },
  ]);
});

test("steps that stand out of order are put in order: an earlier one says when the record began", () => {
  const { errors, records } = group(
    ["X1", "Resolve", "2026-01-05T10:05:00Z", "a"],
    ["X1", "Take", "2026-01-05T10:00:00Z", "b"],
  );
  expect(errors).toEqual([]);
  expect(records).toMatchObject([
    {
      line: 3,
      rows: 2,
      draft: {
        occurredAt: "2026-01-05T10:00:00.000Z",
        past: {
          receivedAt: "2026-01-05T10:00:00.000Z",
          life: [
            { did: "accepted", at: "2026-01-05T10:00:00.000Z" },
            { did: "resolved", at: "2026-01-05T10:05:00.000Z" },
          ],
        },
      },
    },
  ]);
});

test("an export with the newest first gives the same records as one with the oldest first", () => {
  const rows = [
    ["c1", "Take", "2012-10-09T08:00:00Z", "a"],
    ["c1", "Ship", "2012-10-09T08:00:00Z", "a"],
    ["c2", "Take", "2012-10-09T08:30:00Z", "b"],
    ["c1", "Resolve", "2012-10-09T09:00:00Z", "b"],
    ["c2", "Take", "2012-10-09T09:00:00Z", "a"],
    ["c2", "Resolve", "2012-10-09T09:00:00Z", "a"],
  ] as const;
  const lives = (given: readonly (typeof rows)[number][]) => {
    const { errors, records } = group(...given);
    expect(errors).toEqual([]);
    return records
      .map((record) =>
        "draft" in record ? [record.draft.source?.externalId, record.draft.past?.life] : record,
      )
      .toSorted();
  };
  expect(lives(rows.toReversed())).toEqual(lives(rows));
});

test("a move from hand to hand is a step with its team and line of support", () => {
  const moving = mappingFile.parse({
    ...shape,
    life: {
      ...shape.life,
      team: "team",
      line: "line",
      did: { Queue: "queued", Assign: "assigned", Take: "accepted" },
    },
  });
  const columns = [...header, "team", "line"];
  const stepIn = stepReader(moving, columns, about);
  expect(stepIn(["c1", "Assign", "2026-01-05T11:00:00Z", "Eva", "Networks", "2nd"])).toEqual({
    externalId: "c1",
    step: {
      did: "noted",
      moved: "assigned",
      at: "2026-01-05T11:00:00.000Z",
      who: "Eva",
      note: null,
      team: "Networks",
      line: "2nd",
    },
  });
  expect(stepIn(["c1", "Take", "2026-01-05T12:00:00Z", "Eva", "", ""])).toMatchObject({
    step: { did: "accepted", who: "Eva" },
  });
});

test("a row may have its steps in columns: those that were taken, oldest first", () => {
  const wide = mappingFile.parse({
    ...shape,
    requires: ["case"],
    fields: { ...shape.fields, occurredAt: { column: "opened", time: "instant" } },
    life: {
      steps: [
        {
          did: "resolved",
          when: { column: "fixed", time: "instant", format: "MM/dd/yyyy HH:mm" },
          who: "fixer",
        },
        { did: "accepted", when: { column: "taken", time: "instant" }, who: "taker" },
        { did: "closed", when: { column: "closed", time: "instant" } },
      ],
    },
  });
  const columns = ["case", "opened", "taken", "taker", "fixed", "fixer", "closed"];
  expect(columnsOf(wide).toSorted()).toEqual(columns.toSorted());
  const stepsIn = stepsReader(wide, columns, about);
  expect(stepsIn(["c1", "", "2026-01-05 09:00", "Eva", "01/05/2026 10:00", "Ivo", ""])).toEqual({
    steps: [
      { did: "accepted", at: "2026-01-05T09:00:00.000Z", who: "Eva", note: null },
      { did: "resolved", at: "2026-01-05T10:00:00.000Z", who: "Ivo", note: null },
    ],
  });
  expect(stepsIn(["c1", "", "soon", "", "", "", ""])).toMatchObject({ errors: [{ field: "at" }] });
});

test("what is unknown or without a time is reported by its line, and the rest goes in", () => {
  const { errors, records } = group(
    ["c1", "Take", "2012-10-09T08:00:00Z", "a"],
    ["c1", "Dance", "2012-10-09T08:10:00Z", "a"],
    ["c1", "Ship", "2012-10-09T07:59:59Z", "a"],
    ["c1", "Ship", "", "a"],
    ["c1", "Ship", "yesterday", "a"],
    ["", "Ship", "2012-10-09T08:10:00Z", "a"],
    ["c1", "Resolve", "2012-10-09T08:20:00Z", "a"],
  );
  expect(errors).toEqual([
    {
      line: 3,
      field: "activity",
      message: '"Dance" is not an activity that the mapping knows; valid: Take, Resolve, Ship',
    },
    { line: 5, field: "at", message: "is missing: a step has a time" },
    { line: 6, field: "at", message: expect.stringContaining('"yesterday" is no moment from 1900-01-01') },
    { line: 7, field: "externalId", message: "is missing" },
  ]);
  expect(records).toMatchObject([
    { rows: 3, draft: { past: { life: [{ did: "noted" }, { did: "accepted" }, { did: "resolved" }] } } },
  ]);
});

test("a case of more steps than a record may have keeps the first of them", () => {
  const rows = Array.from({ length: 502 }, () => ["c1", "Ship", "2012-10-09T08:00:00Z", "a"] as const);
  const { errors, records } = group(...rows);
  expect(errors).toEqual([]);
  expect(records.map(({ line }) => line)).toEqual([502, 503, 2]);
  expect(records[2]).toMatchObject({ rows: 500 });
});
