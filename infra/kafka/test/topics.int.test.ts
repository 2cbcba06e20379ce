import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TopicDefinition } from "@shouwen/contracts/catalogue";
import { type KafkaCluster, startKafka } from "@shouwen/dev/kafka";
import { ephemeralPort } from "@shouwen/dev/ports";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureTopics } from "../src/topics.ts";

let kafka: KafkaCluster;
let dir = "";

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "shouwen-topics-"));
  kafka = await startKafka({
    dir,
    brokers: [{ client: await ephemeralPort(), controller: await ephemeralPort() }],
  });
}, 180_000);

afterAll(async () => {
  await kafka.stop();
  rmSync(dir, { recursive: true, force: true });
});

const facts: TopicDefinition = { name: "probe.fact", partitions: 3, cleanup: "delete", retentionMs: 60_000 };
const states: TopicDefinition = { name: "probe.fact_state", partitions: 3, cleanup: "compact" };

test("missing topics are created, present ones are left as they are", async () => {
  expect(await ensureTopics({ brokers: kafka.brokers, topics: [facts] })).toEqual(["probe.fact"]);
  expect(await ensureTopics({ brokers: kafka.brokers, topics: [facts, states] })).toEqual([
    "probe.fact_state",
  ]);
  expect(await ensureTopics({ brokers: kafka.brokers, topics: [facts, states] })).toEqual([]);
});

test("one topic that does not fit stops everything, before another is created", async () => {
  await ensureTopics({ brokers: kafka.brokers, topics: [facts] });
  const another: TopicDefinition = { name: "probe.another", partitions: 3, cleanup: "delete" };
  const refused = ensureTopics({ brokers: kafka.brokers, topics: [another, { ...facts, partitions: 12 }] });
  await expect(refused).rejects.toThrow("probe.fact has 3 partitions, not 12");
  expect(await ensureTopics({ brokers: kafka.brokers, topics: [another] })).toEqual(["probe.another"]);
});
