import { afterAll, beforeAll, expect, test } from "vitest";
import { keepKeyPositions } from "../src/key-positions.ts";
import { openRuntime, type Runtime } from "./runtime.ts";

let runtime: Runtime;

beforeAll(async () => {
  runtime = await openRuntime();
});

afterAll(() => runtime.close());

const topic = "shouwen.ticket";
const written = (key: string) =>
  runtime.query<{ n: number }>("select agg_seq as n from last_agg_seq where topic = $1 and key = $2", [
    topic,
    key,
  ]);

test("what was heard counts at once and is in the database once it was written down", async () => {
  const positions = keepKeyPositions(runtime.database);
  positions.reached(topic, new Map([["tic_a", 3]]));
  expect(positions.unwritten(topic, ["tic_a", "tic_z"])).toEqual(new Map([["tic_a", 3]]));
  expect(await written("tic_a")).toEqual([]);
  await positions.writeDown();
  expect(await written("tic_a")).toEqual([{ n: 3 }]);
  expect(positions.unwritten(topic, ["tic_a"])).toEqual(new Map());
});

test("a process that was away writes down nothing older than what another heard since", async () => {
  const [awake, asleep] = [keepKeyPositions(runtime.database), keepKeyPositions(runtime.database)];
  asleep.reached(topic, new Map([["tic_b", 3]]));
  awake.reached(topic, new Map([["tic_b", 7]]));
  await awake.writeDown();
  await asleep.writeDown();
  expect(await written("tic_b")).toEqual([{ n: 7 }]);
});

test("what is heard while it is written down is not forgotten", async () => {
  const positions = keepKeyPositions(runtime.database);
  positions.reached(topic, new Map([["tic_c", 1]]));
  const writing = positions.writeDown();
  positions.reached(topic, new Map([["tic_c", 2]]));
  await writing;
  positions.reached(topic, new Map([["tic_c", 1]])); // a batch of an earlier membership that ends late
  expect(positions.unwritten(topic, ["tic_c"])).toEqual(new Map([["tic_c", 2]]));
  await positions.writeDown();
  expect(await written("tic_c")).toEqual([{ n: 2 }]);
});
