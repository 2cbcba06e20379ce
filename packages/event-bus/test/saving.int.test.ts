import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../src/aggregate-store.ts";
import { brokenUniqueness, wasHandledBefore } from "../src/database.ts";
import { apply, pendingFor } from "../src/pending.ts";
import { accepted, newTicket, openRuntime, type Runtime, tallyTable } from "./runtime.ts";

let runtime: Runtime;

beforeEach(async () => {
  runtime = await openRuntime();
});
afterEach(() => runtime.close());

test("a uniqueness of the table's own is told, and taken neither for a race nor for a repetition", async () => {
  const { database } = runtime;
  const ignore = () => undefined;
  const shape = { ...tallyTable, table: "unlike_tally" };
  const store = openStore(shape, { database, source: "/services/probe", onRefusal: ignore, wake: ignore });
  const count = (id: string) => {
    const pending = pendingFor(id, { state: tallyTable.initial, version: 0 });
    apply(shape, pending, { facts: [accepted(id)], cause: { actor: null, correlationId: "test" } });
    return store.save([pending], new Date().toISOString());
  };
  expect((await count(newTicket())).size).toBe(1);
  const error = await count(newTicket()).catch((reason: unknown) => reason);
  expect(brokenUniqueness(error)).toEqual({
    table: "unlike_tally",
    constraint: "unlike_tally_heard_key",
    columns: ["heard"],
  });
  expect(wasHandledBefore(error)).toBe(false);
});
