import { setTimeout as delay } from "node:timers/promises";
import type { TopicDefinition } from "@shouwen/contracts/catalogue";
import kafkajs, { type Admin, type IResourceConfigEntry, Kafka, logLevel } from "kafkajs";
import type { KafkaAccess } from "./access.ts";

/** Which topics to have on which cluster. `replicas` defaults to three, or to all brokers where there are fewer. */
export type EnsureTopics = KafkaAccess & {
  brokers: readonly string[];
  topics: readonly TopicDefinition[];
  replicas?: number;
};

type Existing = { name: string; partitions: number; cleanup: string | undefined };

const CREATE_TIMEOUT_MS = 30_000;

const configOf = ({ cleanup, retentionMs }: TopicDefinition): IResourceConfigEntry[] => [
  { name: "cleanup.policy", value: cleanup },
  ...(retentionMs === undefined ? [] : [{ name: "retention.ms", value: String(retentionMs) }]),
];

const cleanupPolicies = async (admin: Admin, names: readonly string[]): Promise<Map<string, string>> => {
  const resources = names.map((name) => ({
    type: kafkajs.ConfigResourceTypes.TOPIC,
    name,
    configNames: ["cleanup.policy"],
  }));
  const { resources: answers } = await admin.describeConfigs({ resources, includeSynonyms: false });
  return new Map(answers.map((it) => [it.resourceName, it.configEntries[0]?.configValue ?? ""]));
};

const readExisting = async (admin: Admin, wanted: readonly TopicDefinition[]): Promise<Existing[]> => {
  const present = new Set(await admin.listTopics());
  const names = wanted.map(({ name }) => name).filter((name) => present.has(name));
  if (names.length === 0) return [];
  const [{ topics }, cleanup] = await Promise.all([
    admin.fetchTopicMetadata({ topics: names }),
    cleanupPolicies(admin, names),
  ]);
  return topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.length,
    cleanup: cleanup.get(name),
  }));
};

const conflictOf = (wanted: TopicDefinition, { partitions, cleanup }: Existing): string | undefined => {
  if (partitions !== wanted.partitions) {
    return `${wanted.name} has ${partitions} partitions, not ${wanted.partitions}: events of one key would leave their order`;
  }
  if (cleanup !== wanted.cleanup)
    return `${wanted.name} has cleanup.policy=${cleanup}, not ${wanted.cleanup}`;
  return undefined;
};

/** Why an existing topic cannot be used, one sentence each. Empty when all fit. */
export const topicConflicts = (wanted: readonly TopicDefinition[], existing: readonly Existing[]): string[] =>
  wanted.flatMap((topic) => {
    const found = existing.find(({ name }) => name === topic.name);
    return (found && conflictOf(topic, found)) ?? [];
  });

type Cluster = Pick<EnsureTopics, "brokers" | "ssl" | "sasl">;

/** Partitions without a leader, as `topic/partition`, in the eyes of whichever broker is asked. */
const leaderless = async (admin: Admin, names: readonly string[]): Promise<string[]> => {
  const { topics } = await admin.fetchTopicMetadata();
  const partitionsOf = new Map(topics.map(({ name, partitions }) => [name, partitions]));
  return names.flatMap((name) => {
    const partitions = partitionsOf.get(name);
    if (partitions === undefined) return [name];
    return partitions
      .filter(({ leader }) => leader === undefined || leader < 0)
      .map(({ partitionId }) => `${name}/${partitionId}`);
  });
};

const LEADERS_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

/**
 * Resolves when every broker knows a leader of every partition. The controller answers before the others have heard of
 * a new topic: a client that asks one of those is told that there is no such topic.
 */
const untilEveryBrokerKnows = async (cluster: Cluster, names: readonly string[]): Promise<void> => {
  const brokers = await withAdmin(cluster, async (admin) =>
    (await admin.describeCluster()).brokers.map(({ host, port }) => `${host}:${port}`),
  );
  const deadline = performance.now() + LEADERS_WITHIN_MS;
  const untilOneKnows = (broker: string): Promise<void> =>
    withAdmin({ ...cluster, brokers: [broker] }, async (admin) => {
      for (;;) {
        const [reason] = await leaderless(admin, names).catch((error: Error) => [error.message]);
        if (reason === undefined) return;
        if (performance.now() > deadline)
          throw new Error(`Kafka at ${broker} has no leader for every partition: ${reason}`);
        await delay(LOOK_EVERY_MS);
      }
    });
  await Promise.all(brokers.map(untilOneKnows));
  await untilEveryLeaderAnswers(cluster, names);
};

/** A broker may be named as a leader before it knows of that itself; until then it refuses to read or write. */
const untilEveryLeaderAnswers = (cluster: Cluster, names: readonly string[]): Promise<void> =>
  withAdmin(cluster, async (admin) => {
    for (const name of names) await whileElecting(() => admin.fetchTopicOffsets(name));
  });

/** The names of all topics of a cluster. */
export const topicsOn = (cluster: Cluster): Promise<string[]> =>
  withAdmin(cluster, (admin) => admin.listTopics());

const withAdmin = async <T>(
  { brokers, ssl, sasl }: Cluster,
  use: (admin: Admin) => Promise<T>,
): Promise<T> => {
  const kafka = new Kafka({
    clientId: "shouwen-topics",
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    ...(ssl ? { ssl } : {}),
    ...(sasl ? { sasl } : {}),
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
};

const ELECTING = ["UNKNOWN_TOPIC_OR_PARTITION", "LEADER_NOT_AVAILABLE", "NOT_LEADER_FOR_PARTITION"];

const isElecting = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { type, cause } = error as { type?: string; cause?: unknown };
  return ELECTING.includes(type ?? "") || isElecting(cause);
};

/** Asks again while brokers that have just started disagree about what there is. */
const whileElecting = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
  const deadline = performance.now() + LEADERS_WITHIN_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isElecting(error) || performance.now() > deadline) throw error;
      await delay(LOOK_EVERY_MS);
    }
  }
};

const createMissing = (wanted: EnsureTopics): Promise<string[]> =>
  withAdmin(wanted, async (admin) => {
    const { topics, replicas } = wanted;
    const existing = await readExisting(admin, topics);
    const conflicts = topicConflicts(topics, existing);
    if (conflicts.length > 0) {
      throw new Error(
        `Kafka has topics that Shouwen cannot use:\n  ${conflicts.join("\n  ")}\n` +
          "Delete them if their events may go, or use another cluster",
      );
    }
    const missing = topics.filter(({ name }) => !existing.some((topic) => topic.name === name));
    if (missing.length === 0) return [];
    const replicationFactor = replicas ?? Math.min(3, (await admin.describeCluster()).brokers.length);
    await admin.createTopics({
      timeout: CREATE_TIMEOUT_MS,
      waitForLeaders: false, // kafkajs gives up when it asks a broker that has not heard of the topic yet
      topics: missing.map((topic) => ({
        topic: topic.name,
        numPartitions: topic.partitions,
        replicationFactor,
        configEntries: configOf(topic),
      })),
    });
    return missing.map(({ name }) => name);
  });

/**
 * Creates the topics that are missing and returns their names, once every partition has a leader: after a start of
 * several brokers that takes a while also where nothing was missing. Refuses, before it creates anything, when a topic
 * is there with another number of partitions or another cleanup policy; it never changes a topic.
 */
export const ensureTopics = async (wanted: EnsureTopics): Promise<string[]> => {
  const created = await whileElecting(() => createMissing(wanted));
  await untilEveryBrokerKnows(
    wanted,
    wanted.topics.map(({ name }) => name),
  );
  return created;
};
