import { describe, expect, test } from "vitest";
import { z } from "zod";
import { breakingChanges } from "../src/compatibility.ts";
import { defineEvent } from "../src/define-event.ts";
import { jsonSchemaOf } from "../src/json-schema.ts";

const thing = z.object({ id: z.string() });

/** The schema of an event with a field `id` and these others. */
const withFields = (fields: z.ZodRawShape, event: { key?: string; topic?: string } = {}) =>
  jsonSchemaOf(
    defineEvent({
      type: "thing.happened.v1",
      topic: "shouwen.thing",
      key: "id",
      summary: "Something happened",
      data: thing.extend(fields),
      ...event,
    }),
  );

/** What is broken when one field changes from one schema to another. */
const changing = (was: z.ZodType, is: z.ZodType) =>
  breakingChanges(withFields({ field: was }), withFields({ field: is }));

describe("within a version it is allowed", () => {
  test("to change nothing", () => {
    expect(changing(z.enum(["a", "b"]).nullable(), z.enum(["a", "b"]).nullable())).toEqual([]);
  });

  test("to add an optional field, at any depth", () => {
    expect(breakingChanges(withFields({}), withFields({ more: z.string().optional() }))).toEqual([]);
    const deeper = (inner: z.ZodObject) => z.array(z.object({ inner: inner.nullable() }));
    expect(changing(deeper(thing), deeper(thing.extend({ more: z.int().optional() })))).toEqual([]);
  });

  test("to better the words, and the order of fields and values", () => {
    expect(changing(z.enum(["a", "b"]), z.enum(["b", "a"]).describe("Better words"))).toEqual([]);
    expect(
      breakingChanges(
        withFields({ a: z.string(), b: z.string() }),
        withFields({ b: z.string(), a: z.string() }),
      ),
    ).toEqual([]);
  });
});

const text = z.string();
const broken: [what: string, was: z.ZodType, is: z.ZodType, says: string][] = [
  ["requiring a field that was optional", text.optional(), text, "is required now"],
  ["leaving out a field that was required", text, text.optional(), "can be missing now"],
  ["changing a type", text, z.int(), 'type was "string", is "integer"'],
  [
    "changing the type of something that may be null",
    text.nullable(),
    z.int().nullable(),
    'type was "string"',
  ],
  ["changing a whole number into any number", z.int(), z.number(), 'type was "integer", is "number"'],
  ["taking a value out of an enum", z.enum(["a", "b"]), z.enum(["a"]), 'can no longer be "b"'],
  [
    "adding a value to an enum",
    z.enum(["a"]),
    z.enum(["a", "b"]),
    'can now be "b", which those who listen do not know',
  ],
  ["limiting free text to some values", text, z.enum(["a"]), "is now limited to some values"],
  ["opening an enum to free text", z.enum(["a"]), text, "is no longer limited to its values"],
  ["raising a minimum", z.int().min(1), z.int().min(2), "minimum was 1, is 2: narrower"],
  ["lowering a minimum", z.int().min(1), z.int().min(0), "minimum was 1, is 0: wider"],
  ["lowering a maximum", z.int().max(5), z.int().max(4), "maximum was 5, is 4: narrower"],
  ["shortening text", text.max(80), text.max(40), "maxLength was 80, is 40: narrower"],
  ["limiting the length of text", text, text.max(40), "maxLength was nothing, is 40: narrower"],
  ["lengthening text", text.max(40), text.max(80), "maxLength was 40, is 80: wider"],
  ["limiting a list", z.array(text), z.array(text).max(3), "maxItems was nothing, is 3: narrower"],
  ["changing a pattern", text.regex(/^a/), text.regex(/^b/), 'pattern was "^a", is "^b"'],
  ["adding a pattern", text, text.regex(/^b/), 'pattern was nothing, is "^b"'],
  ["changing a format", z.iso.datetime(), z.iso.date(), 'format was "date-time", is "date"'],
  ["forbidding null", text.nullable(), text, "can no longer be null"],
  ["allowing null", text, text.nullable(), "can be null now"],
  ["changing what a record holds", z.record(text, text), z.record(text, z.int()), "additionalProperties was"],
  ["changing alternatives", z.union([text, z.int()]), z.union([text, z.boolean()]), "anyOf was"],
  ["changing a fixed value", z.literal("a"), z.literal("b"), "const was"],
];

describe("a new version is needed for", () => {
  test.for(broken)("%s", ([_what, was, is, says]) => {
    const changes = changing(was, is);
    expect(changes.map(({ path }) => path)).toContain("field");
    expect(changes.map(({ what }) => what).join("\n")).toContain(says);
  });

  test("taking a field away", () => {
    expect(breakingChanges(withFields({ field: text }), withFields({}))).toEqual([
      { path: "field", what: "is gone" },
    ]);
    expect(breakingChanges(withFields({ field: text.optional() }), withFields({}))).toHaveLength(1);
  });

  test("adding a field that is required", () => {
    const changes = breakingChanges(withFields({}), withFields({ field: text }));
    expect(changes).toEqual([{ path: "field", what: "is new and required; a new field must be optional" }]);
  });

  test("renaming a field, which is one gone and one added", () => {
    const changes = breakingChanges(withFields({ old: text }), withFields({ new: text }));
    expect(changes.map(({ path }) => path)).toEqual(["old", "new"]);
  });

  test("any of these inside objects, lists and what may be null, and says where", () => {
    const deep = (inner: z.ZodType) => z.array(z.object({ inner: z.object({ field: inner }).nullable() }));
    const paths = changing(deep(z.enum(["a", "b"])), deep(z.enum(["a"]))).map(({ path }) => path);
    expect(paths).toEqual(["field[].inner.field"]);
  });

  test("moving the event to another topic or key", () => {
    const fields = { other: text };
    expect(
      breakingChanges(withFields(fields), withFields(fields, { topic: "shouwen.other" }))[0]?.what,
    ).toContain("x-topic");
    expect(breakingChanges(withFields(fields), withFields(fields, { key: "other" }))[0]?.what).toContain(
      "x-key",
    );
  });
});
