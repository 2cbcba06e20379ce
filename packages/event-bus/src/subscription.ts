import { decode, UndecodableEvent } from "@shouwen/contracts/envelope";
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from "kafkajs";
import type { Database } from "./database.ts";
import type { Dispatch } from "./dispatcher.ts";
import type { Log } from "./log.ts";
import { InfrastructureFault, type Message } from "./message.ts";
import { buryUndecodable } from "./parking.ts";
import { laneOf } from "./shard.ts";

/** One service's membership of its consumer group. */
export type Subscription = {
  stop(): Promise<void>;
  /** Messages between the last handled one and the end of the log, per `topic/partition` seen so far. */
  lag(): number;
  handled(): number;
};

const lanes = 16;
const laneBatch = 50;
const heartbeatMs = 1_000;
const probeMs = 500;
const stalledMs = 60_000;
const stopWithinMs = 15_000;
const joinWithinMs = 30_000;

/**
 * Reads topics for a service: 16 lanes per partition, strict order per key, commits what is handled. It restarts
 * itself when it has lag and makes no progress; `onFatal` is called when Kafka says that it will not come back.
 */
export const subscribe = async (options: {
  kafka: Kafka;
  groupId: string;
  topics: readonly string[];
  database: Database;
  dispatch: Dispatch;
  log: Log;
  onFatal: (error: Error) => void;
}): Promise<Subscription> => {
  const progress = { lag: new Map<string, number>(), at: Date.now(), handled: 0 };
  let stopping = false;
  let failingSince: number | undefined;
  let running: Consumer = openConsumer();

  function openConsumer(): Consumer {
    const consumer = options.kafka.consumer({
      groupId: options.groupId,
      sessionTimeout: 15_000,
      heartbeatInterval: 2_000,
      rebalanceTimeout: 60_000,
      maxWaitTimeInMs: 250,
      maxBytesPerPartition: 256 * 1024,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 200, maxRetryTime: 5_000, retries: 8 },
    });
    consumer.on(consumer.events.GROUP_JOIN, () => {
      failingSince = undefined;
      progress.at = Date.now();
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart && consumer === running) void replace(payload.error);
    });
    return consumer;
  }

  async function run(consumer: Consumer) {
    await consumer.connect();
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 12,
      eachBatch: (payload) => handleBatch(options, progress, payload),
    });
  }

  /**
   * kafkajs gives a consumer up when no coordinator is found, as right after a broker's first start. A new one takes
   * over; only when none could join for a while is the process told that it cannot go on.
   */
  async function replace(reason: Error): Promise<void> {
    if (stopping) return;
    failingSince ??= Date.now();
    if (Date.now() - failingSince > joinWithinMs) return options.onFatal(reason);
    const old = running;
    running = openConsumer();
    await old.disconnect().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, probeMs));
    await run(running).catch((error: Error) => replace(error));
  }

  await run(running).catch((error: Error) => replace(error));

  const watchdog = setInterval(() => {
    const waiting = [...progress.lag.values()].reduce((sum, lag) => sum + lag, 0);
    if (stopping || waiting === 0 || Date.now() - progress.at < stalledMs) return;
    options.log.error({ waiting, group: options.groupId }, "consumer has lag and makes no progress; restarting it");
    progress.at = Date.now();
    void replace(new Error("no progress"));
  }, 5_000);
  watchdog.unref();

  return {
    lag: () => [...progress.lag.values()].reduce((sum, lag) => sum + lag, 0),
    handled: () => progress.handled,
    stop: async () => {
      stopping = true;
      clearInterval(watchdog);
      await within(running.stop(), stopWithinMs);
      await within(running.disconnect(), 5_000);
    },
  };
};

type Progress = { lag: Map<string, number>; at: number; handled: number };

type Handling = { database: Database; dispatch: Dispatch; log: Log };

/** Never throws: an error here would kill the consumer while the process lives on. */
const handleBatch = async (options: Handling, progress: Progress, payload: EachBatchPayload): Promise<void> => {
  const { batch, heartbeat, resolveOffset, commitOffsetsIfNecessary } = payload;
  const place = `${batch.topic}/${batch.partition}`;
  const beat = setInterval(() => void heartbeat().catch(() => undefined), heartbeatMs);
  try {
    const abandoned = () => !payload.isRunning() || payload.isStale();
    const handled = await handleMessages(options, batch, abandoned);
    if (!handled) return;
    const last = batch.lastOffset();
    resolveOffset(last);
    const next = (BigInt(last) + 1n).toString();
    await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions: [{ partition: batch.partition, offset: next }] }] });
    progress.lag.set(place, Math.max(0, Number(BigInt(batch.highWatermark) - BigInt(next))));
    progress.handled += batch.messages.length;
    progress.at = Date.now();
  } catch (error) {
    options.log.warn({ place, error: (error as Error).message }, "batch not finished; it will be delivered again");
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
    const message = await readRecord(options, { topic: batch.topic, partition: batch.partition, record }, abandoned);
    if (message) messages.push(message);
  }
  const byLane = Map.groupBy(messages, (message) => laneOf(message.key, lanes));
  const finished = await Promise.all([...byLane.values()].map((lane) => handleLane(options, lane, abandoned)));
  return finished.every(Boolean) && !abandoned();
};

const handleLane = async (options: Handling, lane: readonly Message[], abandoned: () => boolean): Promise<boolean> => {
  for (let from = 0; from < lane.length; from += laneBatch) {
    const chunk = lane.slice(from, from + laneBatch);
    if (!(await untilDatabaseAnswers(options, () => options.dispatch(chunk), abandoned))) return false;
  }
  return true;
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

const readRecord = async (options: Handling, place: Place, abandoned: () => boolean): Promise<Message | undefined> => {
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
    options.log.error({ topic: place.topic, partition: place.partition, offset: place.record.offset }, "not an event; set aside");
    await untilDatabaseAnswers(options, () => asInfrastructure(buryUndecodable(options.database, buried, error as Error)), abandoned);
    return undefined;
  }
};

const asInfrastructure = async (work: Promise<void>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    throw new InfrastructureFault(error);
  }
};

/** The event in a Kafka record. Throws an `UndecodableEvent` with what is wrong. */
export const messageOf = ({ topic, partition, record }: Place): Message => {
  const key = record.key?.toString("utf8");
  if (!key) throw new UndecodableEvent("is missing", "record key");
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

const within = async (work: Promise<unknown>, ms: number): Promise<void> => {
  let timeout: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timeout = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timeout);
};
