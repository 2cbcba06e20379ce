import { expect, test } from "vitest";
import { newId, uuidv7, withPrefix } from "./ids.ts";

test("ids are uuids of version 7, unique, and sort by the time of their making", () => {
  const ids = Array.from({ length: 5_000 }, uuidv7);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
  const times = ids.map((id) => id.slice(0, 13));
  expect(times).toEqual(times.toSorted());
});

test("a ticket has the uuid of its request", () => {
  const request = newId("req");
  expect(withPrefix("tic", request)).toBe(`tic_${request.slice(4)}`);
});
