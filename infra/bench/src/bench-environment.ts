import type { Fact } from "@shouwen/contracts/define-event";
import { ticketAccepted } from "@shouwen/contracts/events/ticket";
import { type AggregateDefinition, type AggregateStore, openStore } from "@shouwen/event-bus/aggregate-store";
import { type Bus, startBus } from "@shouwen/event-bus/bus";
import { type Database, openDatabase } from "@shouwen/event-bus/database";
import type { Consumer } from "@shouwen/event-bus/message";
import type { OutboxRow } from "@shouwen/event-bus/outbox";
import type { TimerHandler } from "@shouwen/event-bus/timers";
import { createWaker } from "@shouwen/event-bus/waker";
import { readMigrations } from "@shouwen/postgres/migrate";
import { kitFolders } from "@shouwen/postgres/migration";
import type { Site } from "./site.ts";

/** A thing that only counts what it heard, and may have a due moment. */
export type Tally = { readonly heard: number; readonly fireAt: string | null; readonly said: number };

const tableNamed = (table: string): AggregateDefinition<Tally, Fact> => ({
  table,
  columns: { heard: "int" },
  initial: { heard: 0, fireAt: null, said: 0 },
  evolve: (state) => ({ ...state, said: state.said + 1, heard: state.heard + 1, fireAt: null }),
  row: ({ heard }) => ({ heard }),
  timers: ({ fireAt }) => (fireAt === null ? [] : [{ name: "due", kind: "due", fireAt }]),
  publishedFacts: ({ said }) => said,
});

/** The event runtime by itself, on tables of its own in the database of a site without services. */
export type BenchEnvironment = {
  readonly database: Database;
  readonly tallies: AggregateStore<Tally, Fact>;
  readonly copies: AggregateStore<Tally, Fact>;
  start(
    service: string,
    parts: { consumers?: readonly Consumer[]; timers?: readonly TimerHandler[] },
  ): Promise<Bus>;
  fill(rows: readonly OutboxRow[]): Promise<void>;
  close(): Promise<void>;
};

const schema = "workshop";
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An event such as routing says by the thousand. */
export const someFact = (ticketId: string): Fact =>
  ticketAccepted.of({
    ticketId,
    propertyId: "prp_lakeside",
    kind: "repair",
    category: "engineering",
    priority: "normal",
    tier: null,
    profileId: null,
    language: "en",
    ownerId: null,
    departmentId: null,
    teamId: null,
    mode: "live",
    at: new Date().toISOString(),
    handlerId: "stf_x",
  });

const insertText = `
insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers)
select * from unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[])`;

const rowsPerInsert = 2_000;

const insert = async (database: Database, rows: readonly OutboxRow[]): Promise<void> => {
  const names = ["shard", "eventId", "topic", "key", "aggSeq", "type", "payload", "headers"] as const;
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    const some = rows.slice(from, from + rowsPerInsert);
    await database.query(
      insertText,
      names.map((name) => some.map((row) => row[name])),
    );
  }
};

export const openBenchEnvironment = async ({ stack, query }: Site): Promise<BenchEnvironment> => {
  const url = new URL(stack.postgres.url);
  url.searchParams.set("options", `-c search_path=${schema}`);
  await query(`create schema ${schema}`);
  const database = openDatabase({ url: url.href, max: 12, applicationName: "bench" });
  for (const { sql } of readMigrations(kitFolders)) await database.query(sql);
  for (const table of ["tally", "tally_copy"])
    await database.query(
      `create table ${table} (id text primary key, version bigint not null, state jsonb not null, heard int not null)`,
    );
  const waker = createWaker();
  const runtime = {
    database,
    source: "/services/bench",
    onRefusal: () => undefined,
    wake: waker.wake,
    armed: waker.armed,
  };
  return {
    database,
    tallies: openStore(tableNamed("tally"), runtime),
    copies: openStore(tableNamed("tally_copy"), runtime),
    fill: (rows) => insert(database, rows),
    start: (service, { consumers = [], timers = [] }) =>
      startBus({
        service,
        replica: "1",
        databaseUrl: url.href,
        database,
        brokers: stack.kafka.brokers,
        consumers,
        timers,
        jobs: [],
        waker,
        outboxHighWater: 1_000_000,
        log: quiet,
        outboxPollMs: 50,
        relayRestMs: 3,
        fetchRestMs: 5,
      }),
    close: () => database.end(),
  };
};
