import { decode, UndecodableEvent } from "@shouwen/contracts/envelope";
import type { EachBatchPayload, Kafka, KafkaMessage, TopicPartitionOffset } from "kafkajs";
import type { Database } from "./database.ts";
import type { Dispatch } from "./dispatcher.ts";
import { pass } from "./failpoint.ts";
import { type GroupMember, joinGroup } from "./group-member.ts";
import type { Log } from "./log.ts";
import { InfrastructureFault, type Message } from "./message.ts";
import type { HasRoom } from "./outbox-room.ts";
import { deadLetterUndecodable } from "./parking.ts";
import { laneOf } from "./shard.ts";
import type { TopicWatch } from "./topic-watch.ts";
import { startLoop } from "./waker.ts";

/** One service's reading of its topics. */
export type Subscription = {
  stop(): Promise<void>;
  /** Messages handled since the start of the process. */
  handled(): number;
  /** What keeps it from fetching, in words for an operator. */
  healthWarnings(): readonly string[];
};

const mostLanes = 16;
const laneBatch = 50;

/**
 * As many lanes as a batch fills. A lane costs its statements whatever it carries: a few messages spread over sixteen
 * lanes cost five times as much as together.
 */
const lanesFor = (messages: number): number =>
  Math.min(mostLanes, Math.max(1, Math.ceil(messages / laneBatch)));
const heartbeatMs = 1_000;
const probeMs = 500;

type Subscribing = Handling & {
  /** Writes down how far keys were heard, before the offsets say so. */
  readonly writeDownPositions: () => Promise<void>;
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly topicWatch: TopicWatch;
  readonly fetchRestMs: number;
};

/** Reads topics for a service: up to 16 lanes per partition, strict order per key, commits what is handled. */
export const subscribe = async (options: Subscribing): Promise<Subscription> => {
  const progress: Progress = { handled: 0, uncommitted: new Map() };
  const member = await joinGroup({
    ...options,
    onShared: () => progress.uncommitted.clear(),
    eachBatch: (payload) => handleBatch(options, progress, payload),
  });
  const commits = startLoop({
    idleMs: commitEveryMs,
    onError: (error) => options.log.info({ error: (error as Error).message }, "offsets not committed yet"),
    turn: async () => {
      await commitHandled(options, progress, member);
      return false;
    },
  });
  return {
    handled: () => progress.handled,
    healthWarnings: () => [
      ...options.topicWatch
        .faults()
        .filter(({ topic }) => options.topics.includes(topic))
        .map(({ topic, since, what }) => `cannot fetch ${topic} since ${since}: ${what}`),
      ...member.healthWarnings(),
    ],
    stop: async () => {
      // Before leaving, which ends the membership. Batches that finish while we leave come again, to an inbox that knows them.
      await commits.stop();
      await commitHandled(options, progress, member).catch(() => undefined);
      await member.leave();
    },
  };
};

/**
 * Offsets go to the broker five times a second, all partitions in one request. One request for each small batch was a
 * third of what the broker had to do. What was handled and not committed comes again after a crash, to an inbox that
 * knows it.
 */
const commitEveryMs = 200;

const commitHandled = async (
  { writeDownPositions }: Subscribing,
  { uncommitted }: Progress,
  member: GroupMember,
): Promise<void> => {
  const handled = [...uncommitted];
  if (handled.length === 0) return;
  await writeDownPositions();
  // The partitions may have been shared anew meanwhile: then their offsets are somebody else's to commit.
  const offsets = handled.flatMap(([place, at]) => (uncommitted.has(place) ? [at] : []));
  if (offsets.length === 0) return;
  await member.commit(offsets);
  for (const { topic, partition, offset } of offsets) {
    const place = `${topic}/${partition}`;
    if (uncommitted.get(place)?.offset === offset) uncommitted.delete(place);
  }
};

type Progress = {
  handled: number;
  /** The next offset of each partition whose messages were handled, by `topic/partition`. */
  readonly uncommitted: Map<string, TopicPartitionOffset>;
};

type Handling = { database: Database; dispatch: Dispatch; hasRoom: HasRoom; log: Log };

/** Never throws: an error here would kill the consumer while the process lives on. */
const handleBatch = async (
  options: Handling,
  progress: Progress,
  payload: EachBatchPayload,
): Promise<void> => {
  const { batch, heartbeat, resolveOffset } = payload;
  const place = `${batch.topic}/${batch.partition}`;
  const beat = setInterval(() => void heartbeat().catch(() => undefined), heartbeatMs);
  try {
    const abandoned = () => !payload.isRunning() || payload.isStale();
    const handled = await handleMessages(options, batch, abandoned);
    if (!handled) return;
    pass("handled");
    const last = batch.lastOffset();
    resolveOffset(last);
    const next = (BigInt(last) + 1n).toString();
    progress.uncommitted.set(place, { topic: batch.topic, partition: batch.partition, offset: next });
    progress.handled += batch.messages.length;
  } catch (error) {
    options.log.warn(
      { place, error: (error as Error).message },
      "batch not finished; it will be delivered again",
    );
  } finally {
    clearInterval(beat);
  }
};

/** Handles a batch, lanes side by side. Answers false when the partition was taken away before the end. */
const handleMessages = async (
  options: Handling,
  batch: EachBatchPayload["batch"],
  abandoned: () => boolean,
): Promise<boolean> => {
  const messages: Message[] = [];
  for (const record of batch.messages) {
    const message = await readRecord(
      options,
      { topic: batch.topic, partition: batch.partition, record },
      abandoned,
    );
    if (message) messages.push(message);
  }
  const lanes = lanesFor(messages.length);
  const byLane = Map.groupBy(messages, (message) => laneOf(message.key, lanes));
  const finished = await Promise.all(
    [...byLane.values()].map((lane) => handleLane(options, lane, abandoned)),
  );
  return finished.every(Boolean) && !abandoned();
};

const handleLane = async (
  options: Handling,
  lane: readonly Message[],
  abandoned: () => boolean,
): Promise<boolean> => {
  for (let from = 0; from < lane.length; from += laneBatch) {
    const chunk = lane.slice(from, from + laneBatch);
    const work = async () => {
      if (await untilRoom(options, abandoned)) await options.dispatch(chunk);
    };
    if (!(await untilDatabaseAnswers(options, work, abandoned)) || abandoned()) return false;
  }
  return true;
};

/**
 * What is heard makes more events. While too many wait to be sent, nothing more is heard: the batch waits, the
 * partition stands still, and memory stays where it is. Answers false when the partition was taken away meanwhile.
 */
const untilRoom = async ({ hasRoom, log }: Handling, abandoned: () => boolean): Promise<boolean> => {
  if (await asInfrastructure(hasRoom())) return true;
  log.warn({}, "too many events wait to be sent; hearing no more until there is room");
  while (!abandoned()) {
    await new Promise((resolve) => setTimeout(resolve, probeMs));
    if (await asInfrastructure(hasRoom())) return true;
  }
  return false;
};

/** Infrastructure failing is not the message failing: probe until the database answers, then do it again. */
const untilDatabaseAnswers = async (
  { database, log }: Handling,
  work: () => Promise<void>,
  abandoned: () => boolean,
): Promise<boolean> => {
  while (!abandoned()) {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof InfrastructureFault)) throw error;
      log.warn({ error: (error.cause as Error).message }, "the database cannot be reached; waiting for it");
      await untilProbed(database, abandoned);
    }
  }
  return false;
};

const untilProbed = async (database: Database, abandoned: () => boolean): Promise<void> => {
  while (!abandoned()) {
    await new Promise((resolve) => setTimeout(resolve, probeMs));
    const answered = await database.query("select 1").then(
      () => true,
      () => false,
    );
    if (answered) return;
  }
};

type Place = { topic: string; partition: number; record: KafkaMessage };

const readRecord = async (
  options: Handling,
  place: Place,
  abandoned: () => boolean,
): Promise<Message | undefined> => {
  try {
    return messageOf(place);
  } catch (error) {
    const buried = {
      topic: place.topic,
      partition: place.partition,
      offset: place.record.offset,
      key: place.record.key?.toString() ?? "",
      headers: headersOf(place.record),
      payload: place.record.value?.toString("utf8") ?? null,
    };
    options.log.error(
      { topic: place.topic, partition: place.partition, offset: place.record.offset },
      "not an event; set aside",
    );
    await untilDatabaseAnswers(
      options,
      () => asInfrastructure(deadLetterUndecodable(options.database, buried, error as Error)),
      abandoned,
    );
    return undefined;
  }
};

const faultOf = (cause: unknown): InfrastructureFault => new InfrastructureFault({ cause });

const asInfrastructure = async <Result>(work: Promise<Result>): Promise<Result> => {
  try {
    return await work;
  } catch (cause) {
    throw faultOf(cause);
  }
};

/** The event in a Kafka record. Throws an `UndecodableEvent` with what is wrong. */
export const messageOf = ({ topic, partition, record }: Place): Message => {
  const key = record.key?.toString("utf8");
  if (!key) throw new UndecodableEvent("is missing", "record key");
  if (key.includes("\0")) throw new UndecodableEvent("holds a zero byte", "record key");
  const { envelope, data } = decode(record.headers ?? {}, record.value);
  return {
    envelope,
    data,
    topic,
    partition,
    offset: record.offset,
    key,
    raw: { headers: headersOf(record), payload: record.value?.toString("utf8") ?? null },
  };
};

const headersOf = (record: KafkaMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(record.headers ?? {}).map(([name, value]) => [name, String(value)]));
