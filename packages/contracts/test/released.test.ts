import Ajv2020 from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { additions, withRelease } from "../scripts/changelog.ts";
import { readJson } from "../scripts/generated-files.ts";
import { brokenPromises, currentSchemas, releasedSchemas } from "../scripts/released.ts";
import { eventOfType, events } from "../src/catalogue.ts";
import { staffState } from "../src/events/workforce.ts";
import { sampleOf } from "../src/fixtures.ts";
import type { JsonSchema } from "../src/json-schema.ts";

const released = releasedSchemas();
const current = currentSchemas();
const ajv = new Ajv2020.default({ strict: false, validateFormats: false });
const validates = (schema: JsonSchema, data: unknown): boolean => {
  const { $id: _id, ...anonymous } = schema;
  return ajv.validate(anonymous, data);
};

describe("what was released", () => {
  test("is kept: nothing that other teams rely on is gone or changed", () => {
    expect(released.size).toBeGreaterThan(0);
    expect(brokenPromises(released, current)).toEqual([]);
  });

  test("names an event that is gone", () => {
    const without = new Map([...current].filter(([type]) => type !== "ticket.opened.v1"));
    expect(brokenPromises(released, without)).toEqual([
      { path: "ticket.opened.v1", what: "is gone; a released event stays beside its successor" },
    ]);
  });

  test.each([...released.keys()])(
    "%s: its frozen sample still parses, under the released schema too",
    (type) => {
      const sample = readJson(`samples/${type}.json`);
      expect(eventOfType(type)?.data.safeParse(sample).error).toBeUndefined();
      expect(validates(released.get(type) ?? {}, sample)).toBe(true);
    },
  );
});

describe("a sample", () => {
  test.each(events.map((event) => [event.type, event] as const))(
    "%s is what its published schema says",
    (type, event) => {
      const sample = readJson(`samples/${type}.json`);
      expect(event.data.parse(sample)).toEqual(sample); // no field that the schema does not know
      expect(validates(current.get(type) ?? {}, sample)).toBe(true);
      expect(event.key in event.data.shape).toBe(true);
    },
  );

  test("from before a field was added is still whole, and the field may be given or be null", () => {
    const before = sampleOf(staffState);
    expect(before).not.toHaveProperty("remedyLimit");
    const absent = {
      supervisorId: "stf_wang_fang",
      substituteId: "stf_chen_bo",
      absentUntil: "2026-11-25T16:00:00.000Z",
      remedyLimit: { amountMinor: 20_000, currency: "CNY" },
    };
    const back = { supervisorId: null, substituteId: null, absentUntil: null, remedyLimit: null };
    for (const more of [absent, back]) {
      expect(staffState.data.parse({ ...before, ...more })).toEqual({ ...before, ...more });
      expect(validates(current.get("staff.state.v1") ?? {}, { ...before, ...more })).toBe(true);
    }
    for (const amountMinor of [-1, 0.5])
      expect(
        staffState.data.safeParse({ ...before, remedyLimit: { amountMinor, currency: "CNY" } }).success,
      ).toBe(false);
  });

  test("can be varied by those who test against it", () => {
    const [anyEvent] = events;
    if (!anyEvent) throw new Error("There are no events");
    expect(sampleOf(anyEvent, { channel: "sms" })).toMatchObject({ channel: "sms" });
    expect(sampleOf(anyEvent)).not.toMatchObject({ channel: "sms" });
    expect(() => sampleOf({ ...anyEvent, type: "thing.happened.v9" })).toThrow("has no sample");
  });
});

describe("the changelog", () => {
  const schema = (properties: Record<string, JsonSchema>): JsonSchema => ({ type: "object", properties });

  test("tells new events and new fields, also inside others", () => {
    const before = new Map([["a.b.v1", schema({ list: { type: "array", items: schema({}) } })]]);
    const after = new Map([
      ["a.b.v1", schema({ list: { type: "array", items: schema({ inner: {} }) }, more: {} })],
      ["a.c.v1", schema({})],
    ]);
    expect(additions(before, after)).toEqual([
      "- `a.b.v1` has a new optional field `list.inner`",
      "- `a.b.v1` has a new optional field `more`",
      "- new event `a.c.v1`",
    ]);
  });

  test("says what is not released yet, until the release that brings it", () => {
    const first = withRelease("", { version: "0.1.0", date: "2026-11-22", lines: ["- new event `a.b.v1`"] });
    const open = first.replace(
      "\n## 0.1.0",
      "\n## Unreleased\n\n- `a.b.v1` has a new optional field `c`\n\n## 0.1.0",
    );
    const lines = ["- `a.b.v1` has a new optional field `c`"];
    const second = withRelease(open, { version: "0.2.0", date: "2026-12-01", lines });
    expect(second).not.toContain("Unreleased");
    expect(second.match(/new optional field `c`/g)).toHaveLength(1);
    expect(second).toContain("## 0.1.0");
  });

  test("has the newest release first, and each once", () => {
    const first = withRelease("", { version: "0.1.0", date: "2026-11-22", lines: ["- new event `a.b.v1`"] });
    const second = withRelease(first, { version: "0.2.0", date: "2026-12-01", lines: [] });
    expect(second.indexOf("## 0.2.0")).toBeLessThan(second.indexOf("## 0.1.0"));
    expect(second).toContain("Better words only.");
    expect(() => withRelease(second, { version: "0.1.0", date: "2026-12-02", lines: [] })).toThrow(
      "released already",
    );
  });
});
