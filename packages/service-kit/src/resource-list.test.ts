import { expect, test } from "vitest";
import { z } from "zod";
import {
  anyOf,
  asc,
  before,
  desc,
  equals,
  flag,
  from,
  is,
  listText,
  sortKeyOf,
  where,
} from "./resource-list.ts";

const dueAt = { name: "due_at", type: "timestamptz", isNullable: false } as const;
const status = { name: "status", type: "text", isNullable: false } as const;
const place = { name: "place", type: "text", isNullable: true } as const;

test("a page is asked for with one value more for each filter, and none is in the text", () => {
  const { text, values } = listText({
    table: "callback",
    conditions: [
      equals(status, z.string()).condition("open'; drop table callback"),
      from(dueAt, z.string()).condition("2026-11-01"),
      before(dueAt, z.string()).condition("2026-12-01"),
    ],
    order: asc(dueAt),
    limit: 51,
  });
  expect(text).toBe(`select id, version, state, to_jsonb(due_at) #>> '{}' as sort from callback
where true and (status = $1::text) and (due_at >= $2::timestamptz) and (due_at < $3::timestamptz)
order by due_at asc, id asc limit $4`);
  expect(values).toEqual(["open'; drop table callback", "2026-11-01", "2026-12-01", 51]);
});

test("the next page begins behind the last row of the one before, whichever way round", () => {
  const after = ["2026-11-03T00:00:00Z", "cal_3"];
  const page = { table: "callback", conditions: [], limit: 2, after };
  expect(listText({ ...page, order: asc(dueAt) }).text).toContain(
    "(due_at, id) > ($1::timestamptz, $2::text)",
  );
  const newest = listText({ ...page, order: desc(dueAt) });
  expect(newest.text).toContain("(due_at, id) < ($1::timestamptz, $2::text)");
  expect(newest.text).toContain("order by due_at desc, id desc");
  expect(newest.values).toEqual([...after, 2]);
});

test("who sees what is a condition like any other", () => {
  const mine = anyOf(is(place, "1203"), is(status, "open"));
  const { text, values } = listText({ table: "callback", conditions: [mine], order: asc(dueAt), limit: 1 });
  expect(text).toContain("(place = $1::text or status = $2::text)");
  expect(values).toEqual(["1203", "open", 1]);
});

test("a condition stands by itself, whatever is in it: no other is weakened by its or", () => {
  const either = () => "owner_id = 'stf_maya' or led_by = 'stf_maya'";
  const one = (add: (value: unknown) => string) => `id = ${add("cal_1")}`;
  const { text } = listText({ table: "callback", conditions: [one, either], order: asc(dueAt), limit: 1 });
  expect(text).toContain("where true and (id = $1) and (owner_id = 'stf_maya' or led_by = 'stf_maya')");
});

test("a flag counts where it is set, and its opposite asks nothing", () => {
  const due = flag("Only what is due", () => "due_at <= now()");
  const asked = (text: string) => due.condition(due.schema.parse(text))(() => "");
  expect(["", "true", "false"].map(asked)).toEqual(["due_at <= now()", "due_at <= now()", "true"]);
  expect(due.schema.safeParse("perhaps").success).toBe(false);
});

test("a filter of one's own gets what was given, as its schema made it", () => {
  const few = where(z.coerce.number(), (count) => (add) => `dials <= ${add(count)}`);
  expect(few.schema.parse(undefined)).toBeUndefined();
  expect(few.condition(few.schema.parse("3"))((value) => String(value))).toBe("dials <= 3");
});

test("a cursor is taken where its parts are of the column's kind", () => {
  const [moment, id] = sortKeyOf(asc(dueAt));
  expect(moment?.safeParse("yesterday").success).toBe(false);
  expect(moment?.safeParse("2026-11-03T00:00:00+00:00").success).toBe(true);
  expect(id?.safeParse("cal_3").success).toBe(true);
  expect(sortKeyOf(asc({ ...dueAt, type: "date" }))[0].safeParse("2026-11-03").success).toBe(true);
  const [count] = sortKeyOf(asc({ ...dueAt, type: "int" }));
  expect(["x", "99999999999", "-3", "12"].map((text) => count.safeParse(text).success)).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect(() => sortKeyOf(asc({ ...dueAt, type: "numeric" }))).toThrow("numeric");
});
