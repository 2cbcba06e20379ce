import { fileURLToPath } from "node:url";
import type { Fact } from "@shouwen/contracts/define-event";
import { ticketAccepted, ticketStarted } from "@shouwen/contracts/events/ticket";
import { kitFolders } from "@shouwen/postgres/migration";
import { kafka } from "@shouwen/test-kit/kafka";
import { postgres } from "@shouwen/test-kit/postgres";
import { type AggregateDefinition, type AggregateStore, openStore } from "../src/aggregate-store.ts";
import { type Bus, startBus } from "../src/bus.ts";
import type { CronJob } from "../src/cron.ts";
import { type Database, openDatabase } from "../src/database.ts";
import { newId } from "../src/ids.ts";
import type { KafkaAddress } from "../src/kafka.ts";
import type { Consumer } from "../src/message.ts";
import type { Refusal } from "../src/refusal.ts";
import { decideOne } from "../src/shell.ts";
import type { TimerHandler } from "../src/timers.ts";
import { createWaker } from "../src/waker.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A thing that only counts what it heard: the smallest state in which an effect that happened twice shows. */
export type Tally = { readonly heard: number; readonly fireAt: string | null; readonly said: number };

export const tallyTable: AggregateDefinition<Tally, Fact> = {
  table: "tally",
  columns: { heard: "int" },
  initial: { heard: 0, fireAt: null, said: 0 },
  evolve: (state, fact) => ({
    ...state,
    said: state.said + 1,
    heard: fact.type === "ticket.accepted.v1" ? state.heard + 1 : state.heard,
    fireAt: fact.type === "ticket.started.v1" ? (fact.data as { at: string }).at : null,
  }),
  row: (state) => ({ heard: state.heard }),
  timers: (state) => (state.fireAt === null ? [] : [{ name: "due", kind: "due", fireAt: state.fireAt }]),
};

const aboutTicket = (ticketId: string) => ({
  ticketId,
  propertyId: "prp_lakeside",
  kind: "repair" as const,
  category: "engineering",
  priority: "normal" as const,
  tier: null,
  profileId: null,
  language: "en" as const,
  ownerId: null,
  handlerId: null,
  departmentId: null,
  teamId: null,
  mode: "live" as const,
  at: new Date().toISOString(),
});

/** Counted by a tally. */
export const accepted = (ticketId: string): Fact =>
  ticketAccepted.of({ ...aboutTicket(ticketId), handlerId: "stf_x" });

/** Arms a tally's due moment at `at`. */
export const started = (ticketId: string, at: string): Fact =>
  ticketStarted.of({ ...aboutTicket(ticketId), at, by: null });

export const newTicket = (): string => newId("tic");

/** The runtime on a database of its own, with whatever consumers a test brings. */
export type Runtime = {
  readonly database: Database;
  readonly tallies: AggregateStore<Tally, Fact>;
  /** What the rules refused of what nobody asked for. */
  readonly refusals: readonly Refusal[];
  readonly service: string;
  /** Says facts about one thing, as a command would. */
  say(id: string, facts: readonly Fact[]): Promise<void>;
  start(parts: {
    consumers?: readonly Consumer[];
    timers?: readonly TimerHandler[];
    jobs?: readonly CronJob[];
    outboxHighWater?: number;
  }): Promise<Bus>;
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
};

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** On the Kafka that all tests share, or on one of the test's own. */
export const openRuntime = async (own?: KafkaAddress): Promise<Runtime> => {
  const [home, { brokers, groupSuffix }] = await Promise.all([
    postgres(["probe"], { migrations: { probe: kitFolders }, sqlFiles: [here("./tally.sql")] }),
    own ? { ...own, groupSuffix: "" } : kafka(),
  ]);
  const url = home.services.probe?.machine ?? "";
  const database = openDatabase({ url, applicationName: "probe", max: 10 });
  const waker = createWaker();
  const service = `probe${groupSuffix}`;
  const refusals: Refusal[] = [];
  const tallies = openStore(tallyTable, {
    database,
    source: `/services/${service}`,
    onRefusal: (refusal) => refusals.push(refusal),
    wake: waker.wake,
    armed: waker.armed,
  });
  const buses: Bus[] = [];
  return {
    database,
    tallies,
    refusals,
    service,
    say: async (id, facts) => {
      await decideOne(tallies, id, { cause: { actor: null, correlationId: "test" }, decide: () => facts });
    },
    start: async ({ consumers = [], timers = [], jobs = [], outboxHighWater = 10_000 }) => {
      const bus = await startBus({
        service,
        replica: String(buses.length + 1),
        databaseUrl: url,
        database,
        brokers,
        ...(own?.security ? { security: own.security } : {}),
        consumers,
        timers,
        jobs,
        waker,
        outboxPollMs: 50,
        relayRestMs: 3,
        fetchRestMs: 5,
        outboxHighWater,
        log: quiet,
      });
      buses.push(bus);
      return bus;
    },
    query: async (text, values) => (await database.query(text, values)).rows,
    close: async () => {
      await Promise.all(buses.map((bus) => bus.stop()));
      await database.end();
      await home.close();
    },
  };
};
