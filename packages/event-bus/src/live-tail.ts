import { randomBytes } from "node:crypto";
import { eventOfType, partitionsPerTopic } from "@shouwen/contracts/catalogue";
import type { Admin, EachBatchPayload, Consumer as KafkaConsumer } from "kafkajs";
import pTimeout from "p-timeout";
import { fetchRest } from "./fetch-rest.ts";
import { type KafkaAddress, openKafka } from "./kafka.ts";
import type { Log } from "./log.ts";
import type { Message } from "./message.ts";
import { messageOf } from "./subscription.ts";
import { startLoop } from "./waker.ts";

/** A topic, and from when on it is told: milliseconds since 1970, or everything that is still there. */
export type TailedTopic = { readonly name: string; readonly since: number | "beginning" };

/** Somebody who watches the topics without being counted on: no offsets are kept, nothing is parked. */
export type LiveTail = {
  /** Whether everything that stood on the topics, or on these of them, when it connected has been told. */
  caughtUp(topics?: ReadonlySet<string>): boolean;
  /** Leaves, and takes its consumer group with it. */
  stop(): Promise<void>;
};

export type LiveTailOptions = KafkaAddress & {
  /** The group is this name with a random suffix, so that every watcher hears everything. */
  readonly name: string;
  readonly topics: readonly TailedTopic[];
  /** Hears each event at least once, in the order of its key. What it throws is logged and changes nothing. */
  readonly onMessage: (message: Message) => void;
  readonly log: Log;
  /** How often it looks whether topics went or came back, and whether it is stuck: every 30 s when left out. */
  readonly checkEveryMs?: number;
};

/** `topic/partition` → the next offset to tell. Kept over reconnections, so that nothing is told twice by them. */
type Positions = Map<string, bigint>;

/** What the last check saw: how far everything was told, and where the topics ended. */
type Seen = { readonly told: Positions; readonly ends: Positions };

type Connection = {
  /** The topics that were there when it connected. */
  readonly topics: readonly TailedTopic[];
  readonly ends: Positions;
  dead: boolean;
  close(): Promise<void>;
};

/** Nobody sees a tenth of a second; and a screen that follows all topics fetched once for each event. */
const restMs = 100;
const usualCheckMs = 30_000;
const retryAfterMs = 2_000;
const beatEvery = 500;
const stopWithinMs = 2_000;

/**
 * Watches topics for as long as it runs. It answers at once and connects behind; a broker that is away is asked again
 * every two seconds, and a topic that is missing is left out until it is there. Offsets are never committed: a watcher
 * that was killed leaves no lag in anybody's figures.
 */
export const startLiveTail = (options: LiveTailOptions): LiveTail => {
  const { checkEveryMs = usualCheckMs } = options;
  const positions: Positions = new Map();
  let connection: Connection | undefined;
  let stopping = false;
  let seen: Seen = { told: new Map(), ends: new Map() };
  const close = async () => {
    const closing = connection;
    connection = undefined;
    await closing?.close();
  };
  const loop = startLoop({
    turn: async () => {
      if (connection && (connection.dead || isStuck(positions, seen))) await close();
      connection ??= await connect(options, positions, () => loop.wake());
      if (stopping) await close();
      const { topics, ends } = await withAdmin(options, (admin) => lookAt(admin, options.topics));
      seen = { told: new Map(positions), ends };
      if (!connection || topics.length === connection.topics.length) return checkEveryMs;
      await close();
      return true;
    },
    idleMs: checkEveryMs,
    faultMs: retryAfterMs,
    onError: (error) =>
      options.log.warn({ reason: (error as Error).message }, "the events cannot be watched; trying again"),
  });
  return {
    caughtUp: (topics) =>
      connection !== undefined &&
      reached(positions, topics ? endsAmong(connection.ends, topics) : connection.ends),
    stop: async () => {
      stopping = true;
      await close();
      // It may be waiting for a broker that is away.
      await pTimeout(loop.stop(), { milliseconds: stopWithinMs, message: false });
    },
  };
};

const reached = (positions: Positions, ends: Positions): boolean =>
  [...ends].every(([place, end]) => (positions.get(place) ?? 0n) >= end);

const endsAmong = (ends: Positions, topics: ReadonlySet<string>): Positions =>
  new Map([...ends].filter(([place]) => topics.has(place.slice(0, place.lastIndexOf("/")))));

const connect = async (
  options: LiveTailOptions,
  positions: Positions,
  onCrash: () => void,
): Promise<Connection> => {
  const kafka = openKafka({ ...options, clientId: options.name });
  const { topics, ends } = await withAdmin(options, async (admin) => {
    const there = await lookAt(admin, options.topics);
    forgetTheGone(positions, there);
    for (const topic of there.topics) await findBeginning(admin, topic, positions);
    return there;
  });
  const groupId = `${options.name}-${randomBytes(6).toString("hex")}`;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: 15_000,
    heartbeatInterval: 2_000,
    maxWaitTimeInMs: 250,
    maxBytesPerPartition: 256 * 1024,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 200, maxRetryTime: 5_000, retries: Number.MAX_SAFE_INTEGER },
  });
  const connection: Connection = {
    topics,
    ends,
    dead: false,
    close: () => leave(options, consumer, groupId),
  };
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    connection.dead = !payload.restart;
    if (connection.dead) onCrash();
  });
  // Nothing is committed, so that whoever joins (again) would begin at the beginning.
  consumer.on(consumer.events.GROUP_JOIN, () => goOn(consumer, positions));
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: topics.map(({ name }) => name), fromBeginning: true });
    const rest = fetchRest(restMs);
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: partitionsPerTopic * topics.length,
      eachBatch: async (payload) => {
        await tellBatch(options, positions, payload);
        await rest();
      },
    });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
};

const withAdmin = async <T>(options: LiveTailOptions, use: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = openKafka({ ...options, clientId: options.name }).admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
};

const placeOf = (topic: string, partition: number): string => `${topic}/${partition}`;

const findBeginning = async (admin: Admin, topic: TailedTopic, positions: Positions): Promise<void> => {
  const { name, since } = topic;
  const offsets =
    since === "beginning"
      ? (await admin.fetchTopicOffsets(name)).map(({ partition, low }) => ({ partition, offset: low }))
      : await admin.fetchTopicOffsetsByTimestamp(name, since);
  for (const { partition, offset } of offsets) {
    const place = placeOf(name, partition);
    if (!positions.has(place)) positions.set(place, BigInt(offset));
  }
};

const endsOf = async (admin: Admin, topics: readonly TailedTopic[]): Promise<Positions> => {
  const ends: Positions = new Map();
  for (const { name } of topics)
    for (const { partition, high } of await admin.fetchTopicOffsets(name))
      ends.set(placeOf(name, partition), BigInt(high));
  return ends;
};

type There = { readonly topics: readonly TailedTopic[]; readonly ends: Positions };

/** Which of the topics are there, and where they end. With one that is missing kafkajs reads none of the others. */
const lookAt = async (admin: Admin, wanted: readonly TailedTopic[]): Promise<There> => {
  const names = new Set(await admin.listTopics());
  const topics = wanted.filter(({ name }) => names.has(name));
  if (topics.length === 0) throw new Error("none of the topics is there");
  return { topics, ends: await endsOf(admin, topics) };
};

/** A topic that was deleted, and perhaps made again, is told from its beginning. */
const forgetTheGone = (positions: Positions, { ends }: There): void => {
  for (const [place, next] of positions) if (next > (ends.get(place) ?? -1n)) positions.delete(place);
};

/** Not a step further since the last check, and behind what stood there then: kafkajs can lose a fetch and say nothing. */
const isStuck = (positions: Positions, { told, ends }: Seen): boolean =>
  !reached(positions, ends) && [...positions].every(([place, next]) => told.get(place) === next);

const goOn = (consumer: KafkaConsumer, positions: Positions): void => {
  for (const [place, next] of positions) {
    const cut = place.lastIndexOf("/");
    consumer.seek({
      topic: place.slice(0, cut),
      partition: Number(place.slice(cut + 1)),
      offset: String(next),
    });
  }
};

const tellBatch = async (
  options: LiveTailOptions,
  positions: Positions,
  payload: EachBatchPayload,
): Promise<void> => {
  const { topic, partition, messages } = payload.batch;
  const place = placeOf(topic, partition);
  for (const [index, record] of messages.entries()) {
    const offset = BigInt(record.offset);
    if (offset < (positions.get(place) ?? 0n)) continue;
    tell(options, { topic, partition, record });
    positions.set(place, offset + 1n);
    if (index % beatEvery === beatEvery - 1) await payload.heartbeat();
  }
};

const tell = (options: LiveTailOptions, place: Parameters<typeof messageOf>[0]): void => {
  try {
    const message = messageOf(place);
    if (message.data !== null) eventOfType(message.envelope.type)?.data.parse(message.data);
    options.onMessage(message);
  } catch (error) {
    const { topic, partition, record } = place;
    options.log.info(
      { topic, partition, offset: record.offset, error: (error as Error).name },
      "an event was not shown",
    );
  }
};

const leave = async (options: LiveTailOptions, consumer: KafkaConsumer, groupId: string): Promise<void> => {
  await consumer.disconnect().catch(() => undefined);
  // A group that cannot be removed now holds no offsets, so that the broker forgets it by itself.
  await withAdmin(options, (admin) => admin.deleteGroups([groupId])).catch(() => undefined);
};
