import type { Kafka, Producer } from "kafkajs";
import { requireAcknowledged } from "./acknowledged.ts";
import type { Database } from "./database.ts";
import { pass } from "./failpoint.ts";
import { openProducer } from "./kafka.ts";
import type { Log } from "./log.ts";
import { ownsAll } from "./shard-claims.ts";
import type { TopicFault, TopicWatch } from "./topic-watch.ts";
import { traceSend } from "./tracing.ts";
import { startLoop } from "./waker.ts";

/** Carries the outbox to Kafka: in order per shard, never skipping, deleting only what was acknowledged. */
export type Relay = {
  wake(): void;
  stop(): Promise<void>;
  sent(): number;
  /** Topics for which it holds events and to which it cannot send, in words for an operator. */
  healthWarnings(): Promise<readonly string[]>;
};

type Row = {
  seq: number;
  shard: number;
  topic: string;
  key: string;
  payload: string | null;
  headers: string;
};

const rowsPerSend = 500;
const bytesPerSend = 1_000_000;

const pickText = `
select o.seq, o.shard, o.topic, o.key, o.payload, o.headers
from unnest($1::smallint[]) as s(shard)
cross join lateral (
  select * from outbox where shard = s.shard and topic <> all ($2) order by seq limit ${rowsPerSend}
) as o
order by o.shard, o.seq`;

const settleText = `
with gone as (delete from outbox where seq = any($1) returning *)
insert into event_archive (seq, event_id, topic, key, agg_seq, type, payload, headers, created_at)
select seq, event_id, topic, key, agg_seq, type, payload, headers, created_at from gone`;

type RelayOptions = {
  readonly kafka: Kafka;
  readonly database: Database;
  readonly topicWatch: TopicWatch;
  readonly idleMs: number;
  /** Commits that follow each other this closely share a look, a request and a settling statement. */
  readonly restMs: number;
  readonly log: Log;
  owned(): readonly number[];
};

const faultMs = 300;
const alonePollMs = 500;

const groupsInFlight = 2;
const apartForMs = 10_000;

/**
 * Starts the relay of one process for the shards that it owns: one send in flight per shard. What it does not know to
 * be sent it sends again; the consumers' inboxes make that harmless.
 *
 * The shards that have something travel together, one request and one settling statement for all: with a request and a
 * statement each, relaying took half of intake's statements and a third of its time. Two groups at once, so that one
 * fills while the other is under way. After a fault each shard goes by itself for ten seconds, so that a broker that is
 * away holds up its own partitions only. A topic that is missing holds up its own events only: an aggregate's events
 * are all on one topic, so that the others stay in order without it.
 */
export const startRelay = ({ kafka, database, log, owned, topicWatch, ...pace }: RelayOptions): Relay => {
  const sender = openSender({ kafka, database, log, topicWatch });
  const busy = new Set<number>();
  const underWay = new Set<Promise<void>>();

  const launch = (groups: readonly (readonly Row[])[]): void => {
    for (const rows of groups) {
      const shards = [...new Set(rows.map(({ shard }) => shard))];
      for (const shard of shards) busy.add(shard);
      const sending = sender.send(shards, rows).finally(() => {
        for (const shard of shards) busy.delete(shard);
        underWay.delete(sending);
        loop.wake();
      });
      underWay.add(sending);
    }
  };

  const turn = async () => {
    const isApart = sender.isApart();
    const idle = owned().filter((shard) => !busy.has(shard));
    if (idle.length === 0 || (!isApart && underWay.size >= groupsInFlight)) return false;
    const missing = topicWatch.faults().map(({ topic }) => topic);
    const { rows } = await database.query<Row>({
      name: "relay_pick",
      text: pickText,
      values: [idle, missing],
    });
    const byShard = [...Map.groupBy(rows, (row) => row.shard).values()].map(withinBytes);
    if (byShard.length > 0) launch(isApart ? byShard : [byShard.flat()]);
    // Alone, every commit wakes us; the poll is then only for what was inserted behind our back.
    return ownsAll(owned()) ? alonePollMs : false;
  };

  const loop = startLoop({
    ...pace,
    turn,
    onError: (error) => log.warn({ error: (error as Error).message }, "outbox cannot be read; trying again"),
  });
  return {
    wake: loop.wake,
    sent: sender.sent,
    healthWarnings: () => healthWarningsOf(database, topicWatch.faults()),
    stop: async () => {
      await loop.stop();
      await Promise.all(underWay);
      await sender.stop();
    },
  };
};

/** Sends groups of rows, and settles what was acknowledged. After a fault it says so for ten seconds. */
const openSender = ({
  kafka,
  database,
  log,
  topicWatch,
}: Omit<RelayOptions, "owned" | "idleMs" | "restMs">) => {
  const producers = holdProducer(kafka);
  let apartUntil = 0;
  let sent = 0;

  const settle = async (rows: readonly Row[]): Promise<void> => {
    if (rows.length === 0) return;
    await database.query({ name: "relay_settle", text: settleText, values: [rows.map((row) => row.seq)] });
    sent += rows.length;
  };

  const giveWay = async (shards: readonly number[], error: unknown): Promise<void> => {
    log.warn({ shards, error: (error as Error).message }, "outbox not sent; trying again");
    await producers.drop();
    // Which topic it is the watch finds out: one that is missing fails the sends to all others of its producer.
    if (saysMissing(error)) await topicWatch.look();
    else apartUntil = Date.now() + apartForMs;
    await new Promise((resolve) => setTimeout(resolve, faultMs));
  };

  return {
    isApart: () => Date.now() < apartUntil,
    sent: () => sent,
    send: async (shards: readonly number[], rows: readonly Row[]): Promise<void> => {
      try {
        const { acknowledged, failures } = await sendInOrder(await producers.get(), rows);
        pass("sent");
        await settle(acknowledged);
        for (const error of failures) await giveWay(shards, error);
      } catch (error) {
        await giveWay(shards, error);
      }
    },
    stop: producers.drop,
  };
};

/** Topics that cannot be sent to matter where something waits to be sent to them. */
const healthWarningsOf = async (
  database: Database,
  faults: readonly TopicFault[],
): Promise<readonly string[]> => {
  if (faults.length === 0) return [];
  const missing = faults.map(({ topic }) => topic);
  const held = await topicsHeld(database, missing).catch(() => new Set());
  return faults
    .filter(({ topic }) => held.has(topic))
    .map(({ topic, since, what }) => `cannot send to ${topic} since ${since}: ${what}`);
};

const topicsHeld = async (database: Database, missing: readonly string[]): Promise<Set<string>> => {
  const text = "select distinct topic from outbox where topic = any($1)";
  const { rows } = await database.query<{ topic: string }>(text, [missing]);
  return new Set(rows.map(({ topic }) => topic));
};

const saysMissing = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { type, cause } = error as { type?: string; cause?: unknown };
  return type === "UNKNOWN_TOPIC_OR_PARTITION" || saysMissing(cause);
};

/** One producer for all shards. After a fault it is dropped: a request that timed out may still be on its way. */
const holdProducer = (kafka: Kafka) => {
  let held: Promise<Producer> | undefined;
  return {
    get: (): Promise<Producer> => {
      held ??= openProducer(kafka);
      return held;
    },
    drop: async (): Promise<void> => {
      const old = held;
      held = undefined;
      await old?.then((producer) => producer.disconnect()).catch(() => undefined);
    },
  };
};

const withinBytes = (rows: readonly Row[]): readonly Row[] => {
  let bytes = 0;
  const count = rows.findIndex((row, index) => {
    bytes += (row.payload?.length ?? 0) + row.headers.length;
    return index > 0 && bytes > bytesPerSend;
  });
  return count === -1 ? rows : rows.slice(0, count);
};

type Sent = { readonly acknowledged: readonly Row[]; readonly failures: readonly unknown[] };

/** One request per topic, all topics at once: one send in flight per topic and partition. One may fail by itself. */
const sendInOrder = async (producer: Producer, rows: readonly Row[]): Promise<Sent> => {
  const byTopic = [...Map.groupBy(rows, (row) => row.topic)];
  const outcomes = await Promise.allSettled(
    byTopic.map(([topic, topicRows]) => sendTopic(producer, topic, topicRows)),
  );
  return {
    acknowledged: byTopic.flatMap(([, topicRows], index) =>
      outcomes[index]?.status === "fulfilled" ? topicRows : [],
    ),
    failures: outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : [])),
  };
};

const sendTopic = async (producer: Producer, topic: string, rows: readonly Row[]): Promise<void> => {
  const headers = rows.map((row) => JSON.parse(row.headers) as Record<string, string>);
  const messages = rows.map((row, index) => ({
    key: row.key,
    value: row.payload,
    headers: headers[index] as Record<string, string>,
    partition: row.shard,
  }));
  const acknowledged = await traceSend({ topic, carriers: headers }, () =>
    producer.send({ topic, messages, acks: -1, timeout: 10_000 }),
  );
  requireAcknowledged(
    topic,
    rows.map(({ shard }) => shard),
    acknowledged,
  );
};
