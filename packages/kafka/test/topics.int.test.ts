import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TopicDefinition, topics } from "@shouwen/contracts/catalogue";
import { type KafkaCluster, startKafka } from "@shouwen/stack/kafka/brokers";
import { ephemeralPort } from "@shouwen/stack/machine/ports";
import { Kafka, logLevel } from "kafkajs";
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

test("with three brokers each of them knows a leader of every partition of what was created", async () => {
  const home = mkdtempSync(join(tmpdir(), "shouwen-three-brokers-"));
  const ports = await Promise.all(
    [1, 2, 3].map(async () => ({ client: await ephemeralPort(), controller: await ephemeralPort() })),
  );
  const three = await startKafka({ dir: home, brokers: ports });
  try {
    await ensureTopics({ brokers: three.brokers, topics });
    for (const broker of three.brokers) {
      const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      const { topics: known } = await admin.fetchTopicMetadata();
      await admin.disconnect();
      const leaders = new Map(
        known.map(({ name, partitions }) => [name, partitions.map(({ leader }) => leader)]),
      );
      for (const { name, partitions } of topics) {
        expect(leaders.get(name)).toHaveLength(partitions);
        expect(leaders.get(name)?.every((leader) => leader > 0)).toBe(true);
      }
    }
  } finally {
    await three.stop();
    rmSync(home, { recursive: true, force: true });
  }
}, 180_000);
