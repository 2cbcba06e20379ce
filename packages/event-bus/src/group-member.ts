import { partitionsPerTopic } from "@shouwen/contracts/catalogue";
import type { Consumer, EachBatchPayload, Kafka, TopicPartitionOffset } from "kafkajs";
import { fetchRest } from "./fetch-rest.ts";
import type { Log } from "./log.ts";

/** A membership of one consumer group that outlives what kafkajs gives up on. */
export type GroupMember = {
  /** Commits offsets of partitions that are this member's. */
  commit(offsets: readonly TopicPartitionOffset[]): Promise<void>;
  leave(): Promise<void>;
};

export type Membership = {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topics: readonly string[];
  /** So long after a batch nothing is fetched: see `fetchRest`. */
  readonly fetchRestMs: number;
  readonly log: Log;
  /** Must never throw: an error would kill the consumer while the process lives on. */
  eachBatch(payload: EachBatchPayload): Promise<void>;
  /** The partitions are shared anew: what was handled and not committed comes again to whoever has it now. */
  onShared(): void;
  /** Nobody could join for two minutes: the process cannot do its work. */
  onFatal(error: Error): void;
};

const joinWithinMs = 120_000;
const rejoinAfterMs = 500;
const stalledMs = 60_000;
const watchEveryMs = 5_000;
const stopWithinMs = 15_000;

/** What is known of how the membership fares. */
type Health = { failingSince: number | undefined; lifeSignAt: number; working: number; leaving: boolean };

/**
 * Joins a group and stays in it. kafkajs gives a consumer up when no coordinator is found, as right after a broker's
 * first start, and can fall silent; a new consumer takes over then. It never restarts one by itself: a consumer that
 * crashes twice at one moment, as while the coordinator loads, would be restarted twice, and one of the two members
 * would stay in the group when the process leaves; whoever came next waited fifteen seconds for it.
 */
export const joinGroup = async (membership: Membership): Promise<GroupMember> => {
  const health: Health = { failingSince: undefined, lifeSignAt: Date.now(), working: 0, leaving: false };
  let running = openConsumer(membership, health, replace);

  async function replace(consumer: Consumer, reason: Error): Promise<void> {
    if (health.leaving || consumer !== running) return;
    health.failingSince ??= Date.now();
    if (Date.now() - health.failingSince > joinWithinMs) return membership.onFatal(reason);
    const fresh = openConsumer(membership, health, replace);
    running = fresh;
    await consumer.disconnect().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, rejoinAfterMs));
    if (health.leaving) return;
    await run(membership, health, fresh).catch((error: Error) => replace(fresh, error));
  }

  const first = running;
  await run(membership, health, first).catch((error: Error) => replace(first, error));
  const watchdog = setInterval(() => {
    if (health.working > 0 || Date.now() - health.lifeSignAt < stalledMs) return;
    membership.log.error({ group: membership.groupId }, "consumer has fallen silent; restarting it");
    health.lifeSignAt = Date.now();
    void replace(running, new Error("The consumer has fallen silent"));
  }, watchEveryMs);
  watchdog.unref();

  return {
    commit: (offsets) => running.commitOffsets([...offsets]),
    leave: async () => {
      health.leaving = true;
      clearInterval(watchdog);
      await within(running.stop(), stopWithinMs);
      await within(running.disconnect(), watchEveryMs);
    },
  };
};

type OnCrash = (consumer: Consumer, reason: Error) => Promise<void>;

const openConsumer = (
  { kafka, groupId, onShared }: Membership,
  health: Health,
  onCrash: OnCrash,
): Consumer => {
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: 15_000,
    heartbeatInterval: 2_000,
    rebalanceTimeout: 60_000,
    maxWaitTimeInMs: 250,
    maxBytesPerPartition: 256 * 1024,
    allowAutoTopicCreation: false,
    retry: {
      initialRetryTime: 200,
      maxRetryTime: 5_000,
      retries: 8,
      restartOnFailure: () => Promise.resolve(false),
    },
  });
  const lives = () => {
    health.lifeSignAt = Date.now();
  };
  consumer.on(consumer.events.FETCH, lives);
  consumer.on(consumer.events.REBALANCING, onShared);
  consumer.on(consumer.events.GROUP_JOIN, () => {
    onShared();
    health.failingSince = undefined;
    lives();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => void onCrash(consumer, payload.error));
  return consumer;
};

const run = async (
  { topics, eachBatch, fetchRestMs }: Membership,
  health: Health,
  consumer: Consumer,
): Promise<void> => {
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  const rest = fetchRest(fetchRestMs);
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    // All that one fetch may bring: they rest together, not one wave after the other.
    partitionsConsumedConcurrently: partitionsPerTopic * topics.length,
    eachBatch: async (payload) => {
      health.working += 1;
      await eachBatch(payload).finally(() => {
        health.working -= 1;
      });
      await rest();
    },
  });
};

const within = async (work: Promise<unknown>, ms: number): Promise<void> => {
  let timeout: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timeout = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timeout);
};
