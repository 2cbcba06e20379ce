import { eventOfType, isStateTopic } from "@shouwen/contracts/catalogue";
import { type CronJob, startCron } from "./cron.ts";
import type { Database } from "./database.ts";
import { createDispatcher } from "./dispatcher.ts";
import { groupDispatch } from "./group-dispatch.ts";
import { watchHealthWarnings } from "./health-warnings.ts";
import { type KafkaAddress, openKafka } from "./kafka.ts";
import { keepKeyPositions } from "./key-positions.ts";
import { type Group, lagOf } from "./lag.ts";
import type { Log } from "./log.ts";
import { maintenanceJobs } from "./maintenance.ts";
import type { Consumer } from "./message.ts";
import { watchOutboxRoom } from "./outbox-room.ts";
import { startParkedRetry } from "./parked-retry.ts";
import { watchPrerequisites } from "./prerequisites.ts";
import { startRelay } from "./relay.ts";
import { claimShards } from "./shard-claims.ts";
import { subscribe } from "./subscription.ts";
import { startTimers, type TimerHandler } from "./timers.ts";
import { type TopicWatch, watchTopics } from "./topic-watch.ts";
import type { Waker } from "./waker.ts";

/** How much there is to do, as an operator wants to know it. */
export type BusStatus = {
  readonly consumed: number;
  readonly sent: number;
  readonly outbox: number;
  readonly outboxAgeMs: number;
  /** -1 while it cannot be known: no broker answers, or a topic that is heard is missing. */
  readonly lag: number;
  readonly parked: number;
  readonly dead: number;
  readonly timers: number;
  readonly shards: readonly number[];
};

/** The running event runtime of one process. */
export type Bus = {
  status(): Promise<BusStatus>;
  /** What does not go as it should, in words for an operator; none when all is well. At most five seconds old. */
  healthWarnings(): Promise<readonly string[]>;
  /** Why this process should be given no work, though all it stands on is there. */
  notReadyBecause(): string | undefined;
  /** The shards that this process works on. */
  owned(): readonly number[];
  /** Stops taking messages, lets running ones finish, sends what is decided, and leaves. */
  stop(): Promise<void>;
};

export type BusOptions = KafkaAddress & {
  readonly service: string;
  readonly replica: string;
  readonly databaseUrl: string;
  readonly database: Database;
  readonly consumers: readonly Consumer[];
  readonly timers: readonly TimerHandler[];
  readonly jobs: readonly CronJob[];
  readonly waker: Waker;
  readonly outboxPollMs: number;
  /** How long the relay rests between two looks, and a consumer between two fetches: longer is cheaper, shorter sooner. */
  readonly relayRestMs: number;
  readonly fetchRestMs: number;
  /** So many events may wait to be sent before nothing more is heard. */
  readonly outboxHighWater: number;
  readonly log: Log;
};

/**
 * Starts relay, timers, retries, regular jobs and consumers of one process. Throws when a topic has another number of
 * partitions than its events were sharded for. A broker that is away, a topic or a coordinator that is missing is waited
 * for in the background: what a service does over HTTP goes on, and `healthWarnings` says what does not.
 */
export const startBus = async (options: BusOptions): Promise<Bus> => {
  const { database, log, consumers } = options;
  const kafka = openKafka({ ...options, clientId: `${options.service}-${options.replica}` });
  const topicWatch = await watchTopics({ kafka, log, subscribed: topicsOf(consumers) });
  const claims = await claimShards({ ...options, url: options.databaseUrl, onChange: options.waker.wake });
  const ours = { database, log, owned: claims.owned };
  const relay = startRelay({
    ...ours,
    kafka,
    topicWatch,
    idleMs: options.outboxPollMs,
    restMs: options.relayRestMs,
  });
  const timers = await startTimers({ ...ours, handlers: options.timers });
  const prerequisites = watchPrerequisites(database);
  const parkedRetry = startParkedRetry({ ...ours, consumers, prerequisites });
  const cron = startCron({ database, jobs: [...maintenanceJobs(database), ...options.jobs], log });
  options.waker.onWake(relay.wake);
  options.waker.onArmed(timers.armed);

  const positions = keepKeyPositions(database);
  const dispatch = groupDispatch(createDispatcher({ database, consumers, positions, prerequisites }));
  const hasRoom = watchOutboxRoom({ database, highWater: options.outboxHighWater });
  const shared = { kafka, topicWatch, dispatch, hasRoom, writeDownPositions: positions.writeDown };
  const groups = groupsOf(options);
  const subscriptions = await Promise.all(
    groups.map((group) => subscribe({ ...options, ...group, ...shared })),
  );

  const countHealthWarnings = watchHealthWarnings(() => countsOf(database), options.outboxHighWater);
  return {
    owned: claims.owned,
    notReadyBecause: timers.unhandled,
    healthWarnings: async () => [
      ...[topicWatch, ...subscriptions, claims, cron].flatMap((part) => part.healthWarnings()),
      ...(await relay.healthWarnings()),
      ...(await countHealthWarnings()),
    ],
    status: async () => ({
      ...(await countsOf(database)),
      lag: await lagNow(topicWatch, groups),
      consumed: subscriptions.reduce((sum, one) => sum + one.handled(), 0),
      sent: relay.sent(),
      shards: claims.owned(),
    }),
    stop: async () => {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await Promise.all([cron.stop(), timers.stop(), parkedRetry.stop()]);
      await relay.stop();
      await claims.release();
      await topicWatch.stop();
    },
  };
};

/** One group per service for facts, one for states, so that a new read model does not hold the facts back. */
const groupsOf = ({ service, consumers }: BusOptions): Group[] => {
  const topics = topicsOf(consumers);
  return [
    { groupId: service, topics: topics.filter((topic) => !isStateTopic(topic)) },
    { groupId: `${service}.states`, topics: topics.filter(isStateTopic) },
  ].filter((group) => group.topics.length > 0);
};

/** Nobody knows what would stand on a topic that is missing. */
const lagNow = async (topicWatch: TopicWatch, groups: readonly Group[]): Promise<number> => {
  const isWhole = groups.every(({ topics }) => topicWatch.usable(topics).length === topics.length);
  return isWhole ? topicWatch.ask((admin) => lagOf(admin, groups)).catch(() => -1) : -1;
};

const topicsOf = (consumers: readonly Consumer[]): string[] => [
  ...new Set(
    consumers.flatMap((consumer) => consumer.types).flatMap((type) => eventOfType(type)?.topic ?? []),
  ),
];

const statusText = `
select (select count(*) from outbox) as outbox,
  (select coalesce(extract(epoch from clock_timestamp() - min(created_at)) * 1000, 0)::bigint from outbox) as "outboxAgeMs",
  (select count(*) from parked where status = 'parked') as parked,
  (select count(*) from parked where status = 'dead') as dead,
  (select count(*) from timer) as timers`;

/** What the database alone knows of the state of things. */
export type Counts = Pick<BusStatus, "outbox" | "outboxAgeMs" | "parked" | "dead" | "timers">;

const countsOf = async (database: Database): Promise<Counts> => {
  const { rows } = await database.query<Counts>(statusText);
  const [row] = rows;
  if (!row) throw new Error("The status query answered nothing");
  return row;
};
