import { expect, test } from "vitest";
import { mappingFile } from "./mapping.ts";
import { mappingProblems } from "./mapping-problems.ts";

const aMapping = (overrides: object = {}) => ({
  name: "front-desk",
  title: "The front desk's sheet",
  mode: "live",
  formats: ["csv"],
  system: "front-desk",
  requires: ["id"],
  fields: { externalId: { column: "id" }, channel: { constant: "phone" } },
  ...overrides,
});

const said = (overrides: object) => {
  const written = aMapping(overrides);
  const { error } = mappingFile.safeParse(written);
  return (error ? mappingProblems(error, written) : []).map(({ field, message }) => `${field} ${message}`);
};

const fields = (more: object) => ({ fields: { ...aMapping().fields, ...more } });

test.each([
  ["what is missing", { requires: undefined }, "requires is missing: a list"],
  [
    "a value that is none of those",
    { mode: "daily" },
    'mode must be one of live, history, either, not "daily"',
  ],
  ["a missing choice", { mode: undefined }, "mode is missing: one of live, history, either"],
  ["the wrong kind of value", { requires: "id" }, "requires must be a list, not a text"],
  ["a name that means nothing", { titel: "x" }, "(file) has names that mean nothing here: titel"],
  [
    "a misspelt form",
    fields({ kind: { colum: "k" } }),
    "fields.kind must say one of column, constant, firstOf, join, path, choose; it says colum",
  ],
  [
    "a form that is none",
    fields({ kind: "repair" }),
    'fields.kind is written in none of the ways that there are, such as { column: … }; it says "repair"',
  ],
  [
    "the form that was meant",
    fields({ occurredAt: { column: "t", time: "sometime" } }),
    'fields.occurredAt.time must be one of instant, local, not "sometime"',
  ],
  [
    "a table that is not there",
    fields({ kind: { column: "k", lookup: "kinds" } }),
    "lookups.kinds is missing: a field looks its values up there",
  ],
  ["a zone", { timeZone: "Mars/Olympus" }, "timeZone must be the name of a zone, such as Asia/Shanghai"],
])("%s is said in words for whoever wrote the mapping", (_what, overrides, sentence) => {
  expect(said(overrides)).toEqual([sentence]);
});

test("a good mapping has no problems, and a bad name says how names are written", () => {
  expect(said({})).toEqual([]);
  expect(said({ name: "My Mapping" })[0]).toContain("name must be small letters, digits");
});
