import type { Kafka, Producer } from "kafkajs";
import type { Database } from "./database.ts";
import { pass } from "./failpoint.ts";
import { openProducer } from "./kafka.ts";
import type { Log } from "./log.ts";
import { ownsAll } from "./shard-claims.ts";
import { traceSend } from "./tracing.ts";
import { startLoop } from "./waker.ts";

/** Carries the outbox to Kafka: in order per shard, never skipping, deleting only what was acknowledged. */
export type Relay = { wake(): void; stop(): Promise<void>; sent(): number };

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
cross join lateral (select * from outbox where shard = s.shard order by seq limit ${rowsPerSend}) as o
order by o.shard, o.seq`;

const settleText = `
with gone as (delete from outbox where seq = any($1) returning *)
insert into event_archive (seq, event_id, topic, key, agg_seq, type, payload, headers, created_at)
select seq, event_id, topic, key, agg_seq, type, payload, headers, created_at from gone`;

type RelayOptions = {
  readonly kafka: Kafka;
  readonly database: Database;
  readonly pollMs: number;
  readonly log: Log;
  owned(): readonly number[];
};

const faultMs = 300;
const alonePollMs = 500;

/**
 * Starts the relay of one process for the shards that it owns: one send in flight per shard. What it does not know to
 * be sent it sends again; the consumers' inboxes make that harmless.
 */
export const startRelay = (options: RelayOptions): Relay => {
  const { database, log, owned } = options;
  const producers = holdProducer(options.kafka);
  const busy = new Map<number, Promise<void>>();
  let sent = 0;

  const sendShard = async (shard: number, rows: readonly Row[]) => {
    try {
      await sendInOrder(await producers.get(), rows);
      pass("sent");
      await database.query({ name: "relay_settle", text: settleText, values: [rows.map((row) => row.seq)] });
      sent += rows.length;
    } catch (error) {
      log.warn(
        { shard, rows: rows.length, error: (error as Error).message },
        "outbox not sent; trying again",
      );
      await producers.drop();
      await new Promise((resolve) => setTimeout(resolve, faultMs));
    } finally {
      busy.delete(shard);
      loop.wake();
    }
  };

  const turn = async () => {
    const idle = owned().filter((shard) => !busy.has(shard));
    if (idle.length === 0) return false;
    const { rows } = await database.query<Row>({ name: "relay_pick", text: pickText, values: [idle] });
    for (const [shard, shardRows] of Map.groupBy(rows, (row) => row.shard))
      busy.set(shard, sendShard(shard, withinBytes(shardRows)));
    // Alone, every commit wakes us; the poll is then only for what was inserted behind our back.
    return ownsAll(owned()) ? alonePollMs : false;
  };

  const loop = startLoop({
    turn,
    idleMs: options.pollMs,
    onError: (error) => log.warn({ error: (error as Error).message }, "outbox cannot be read; trying again"),
  });
  return {
    wake: loop.wake,
    sent: () => sent,
    stop: async () => {
      await loop.stop();
      await Promise.all(busy.values());
      await producers.drop();
    },
  };
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

/** One request per topic, all topics of the shard at once: one send in flight per topic and partition. */
const sendInOrder = async (producer: Producer, rows: readonly Row[]): Promise<void> => {
  const byTopic = Map.groupBy(rows, (row) => row.topic);
  await Promise.all([...byTopic].map(([topic, topicRows]) => sendTopic(producer, topic, topicRows)));
};

const sendTopic = async (producer: Producer, topic: string, rows: readonly Row[]): Promise<void> => {
  const partition = (rows[0] as Row).shard;
  const headers = rows.map((row) => JSON.parse(row.headers) as Record<string, string>);
  const messages = rows.map((row, index) => ({
    key: row.key,
    value: row.payload,
    headers: headers[index] as Record<string, string>,
    partition,
  }));
  await traceSend({ topic, partition, carriers: headers }, () =>
    producer.send({ topic, messages, acks: -1, timeout: 10_000 }),
  );
};
