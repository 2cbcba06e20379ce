import { partitionsPerTopic } from "@shouwen/contracts/catalogue";
import type { Consumer, EachBatchPayload, Kafka, TopicPartitionOffset } from "kafkajs";
import pTimeout from "p-timeout";
import { type FailingSince, trackFailure, troubleOf } from "./failing-since.ts";
import { fetchRest } from "./fetch-rest.ts";
import type { Log } from "./log.ts";
import type { TopicWatch } from "./topic-watch.ts";

/** A membership of one consumer group that outlives what kafkajs gives up on. */
export type GroupMember = {
  /** Commits offsets of partitions that are this member's. */
  commit(offsets: readonly TopicPartitionOffset[]): Promise<void>;
  /** What keeps it from fetching, in words for an operator. */
  healthWarnings(): readonly string[];
  leave(): Promise<void>;
};

export type Membership = {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly topicWatch: TopicWatch;
  /** So long after a batch nothing is fetched: see `fetchRest`. */
  readonly fetchRestMs: number;
  readonly log: Log;
  /** Must never throw: an error would kill the consumer while the process lives on. */
  eachBatch(payload: EachBatchPayload): Promise<void>;
  /** The partitions are shared anew: what was handled and not committed comes again to whoever has it now. */
  onShared(): void;
};

const rejoinAfterMs = 500;
const stalledMs = 60_000;
const watchEveryMs = 5_000;
const stopWithinMs = 15_000;
const joinsUsuallyWithinMs = 30_000;

/** What is known of how the membership fares. */
type Health = {
  readonly failing: FailingSince;
  lifeSignAt: number;
  working: number;
  leaving: boolean;
};

/**
 * Joins a group and stays in it. kafkajs gives a consumer up when no coordinator is found, as right after a broker's
 * first start, and can fall silent; a new consumer takes over then, for as long as it takes: what a service has to do
 * over HTTP it goes on doing meanwhile, and `healthWarnings` says why nothing is heard. kafkajs never restarts one by
 * itself: a consumer that crashes twice at one moment, as while the coordinator loads, would be restarted twice, and one
 * of the two members would stay in the group when the process leaves; whoever came next waited fifteen seconds for it.
 *
 * Only topics that are there are subscribed to: with one that is missing kafkajs fetches nothing of the others either.
 * When one goes or comes back, a new consumer takes over with what is there then.
 */
export const joinGroup = async (membership: Membership): Promise<GroupMember> => {
  const { topicWatch, log, groupId } = membership;
  const health: Health = { failing: trackFailure(), lifeSignAt: Date.now(), working: 0, leaving: false };
  let running: Running | undefined;

  async function replace(old: Running | undefined, reason?: Error): Promise<void> {
    if (health.leaving || old !== running) return;
    if (reason) health.failing.failed(reason);
    membership.onShared();
    health.lifeSignAt = Date.now(); // it is being seen to
    const topics = topicWatch.usable(membership.topics);
    const fresh =
      topics.length > 0 ? openConsumer(membership, { topics, health, onCrash: replace }) : undefined;
    running = fresh;
    if (old) {
      await within(old.consumer.disconnect(), stopWithinMs);
      await new Promise((resolve) => setTimeout(resolve, rejoinAfterMs));
    }
    if (fresh === undefined || fresh !== running || health.leaving) return;
    await run(membership, health, fresh).catch((error: Error) => void replace(fresh, error));
  }

  topicWatch.onChange(() => {
    const usable = topicWatch.usable(membership.topics);
    if (usable.join() !== (running?.topics ?? []).join()) void replace(running);
  });
  const watchdog = setInterval(() => {
    if (!running || health.working > 0 || Date.now() - health.lifeSignAt < stalledMs) return;
    log.error({ group: groupId }, "consumer has fallen silent; restarting it");
    health.lifeSignAt = Date.now();
    void replace(running, new Error("the consumer has fallen silent"));
  }, watchEveryMs);
  watchdog.unref();
  // A service that starts does not wait for a coordinator that is away.
  await within(replace(undefined), joinsUsuallyWithinMs);

  return {
    commit: async (offsets) => running?.consumer.commitOffsets([...offsets]),
    healthWarnings: () => troubleOf(`cannot fetch as ${groupId}`, health.failing),
    leave: async () => {
      health.leaving = true;
      clearInterval(watchdog);
      if (!running) return;
      await within(running.consumer.stop(), stopWithinMs);
      await within(running.consumer.disconnect(), watchEveryMs);
    },
  };
};

/** A consumer and what it is subscribed to. */
type Running = { readonly consumer: Consumer; readonly topics: readonly string[] };

type Opening = {
  readonly topics: readonly string[];
  readonly health: Health;
  onCrash(running: Running, reason: Error): Promise<void>;
};

const openConsumer = (
  { kafka, groupId, onShared, topicWatch }: Membership,
  { topics, health, onCrash }: Opening,
): Running => {
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
    health.failing.wentWell();
    lives();
  });
  const running = { consumer, topics };
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    // A topic that is gone is the likeliest reason: the next consumer should know.
    void topicWatch.look();
    void onCrash(running, payload.error);
  });
  return running;
};

const run = async (
  { eachBatch, fetchRestMs }: Membership,
  health: Health,
  { consumer, topics }: Running,
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

/** Waits for work, not longer than that; that it fails makes no difference to whoever waits. */
const within = async (work: Promise<unknown>, milliseconds: number): Promise<void> => {
  await pTimeout(work, { milliseconds, message: false }).catch(() => undefined);
};
