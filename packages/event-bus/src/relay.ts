import type { Kafka, Producer } from "kafkajs";
import { demandAcknowledged } from "./acknowledged.ts";
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
 * away holds up its own partitions only.
 */
export const startRelay = ({ kafka, database, log, owned, ...pace }: RelayOptions): Relay => {
  const producers = holdProducer(kafka);
  const busy = new Set<number>();
  const underWay = new Set<Promise<void>>();
  let apartUntil = 0;
  let sent = 0;

  const sendGroup = async (shards: readonly number[], rows: readonly Row[]): Promise<void> => {
    try {
      await sendInOrder(await producers.get(), rows);
      pass("sent");
      await database.query({ name: "relay_settle", text: settleText, values: [rows.map((row) => row.seq)] });
      sent += rows.length;
    } catch (error) {
      log.warn(
        { shards, rows: rows.length, error: (error as Error).message },
        "outbox not sent; trying again",
      );
      apartUntil = Date.now() + apartForMs;
      await producers.drop();
      await new Promise((resolve) => setTimeout(resolve, faultMs));
    } finally {
      for (const shard of shards) busy.delete(shard);
    }
  };

  const launch = (groups: readonly (readonly Row[])[]): void => {
    for (const rows of groups) {
      const shards = [...new Set(rows.map(({ shard }) => shard))];
      for (const shard of shards) busy.add(shard);
      const sending = sendGroup(shards, rows).finally(() => {
        underWay.delete(sending);
        loop.wake();
      });
      underWay.add(sending);
    }
  };

  const turn = async () => {
    const isApart = Date.now() < apartUntil;
    const idle = owned().filter((shard) => !busy.has(shard));
    if (idle.length === 0 || (!isApart && underWay.size >= groupsInFlight)) return false;
    const { rows } = await database.query<Row>({ name: "relay_pick", text: pickText, values: [idle] });
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
    sent: () => sent,
    stop: async () => {
      await loop.stop();
      await Promise.all(underWay);
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

/** One request per topic, all topics at once: one send in flight per topic and partition. */
const sendInOrder = async (producer: Producer, rows: readonly Row[]): Promise<void> => {
  const byTopic = Map.groupBy(rows, (row) => row.topic);
  await Promise.all([...byTopic].map(([topic, topicRows]) => sendTopic(producer, topic, topicRows)));
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
  demandAcknowledged(
    topic,
    rows.map(({ shard }) => shard),
    acknowledged,
  );
};
