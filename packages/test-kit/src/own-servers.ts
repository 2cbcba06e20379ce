import { rmSync } from "node:fs";
import { topics } from "@shouwen/contracts/catalogue";
import { ensureTopics } from "@shouwen/kafka/topics";
import { type BrokerPorts, startKafka } from "@shouwen/stack/kafka/brokers";
import { ephemeralPort } from "@shouwen/stack/machine/ports";
import { startPostgres } from "@shouwen/stack/postgres/server";
import { killHard } from "./faults.ts";
import { type DatabaseOptions, databaseOn, type TestDatabase } from "./postgres.ts";
import { scratchFolder } from "./servers.ts";

/** A server of one test's own, which it may kill. Both keep their ports and their data over a restart. */
export type Fragile = {
  /** kill -9, without a chance to write anything. */
  crash: () => Promise<void>;
  /** Starts it again where it left off, on the same port. Resolves once it answers. */
  restart: () => Promise<void>;
  /** Ends it and removes its data. */
  close: () => Promise<void>;
};

/** A Kafka of one test's own, with every topic of the catalogue. Pids in the order of the brokers. */
export type OwnKafka = Fragile & { brokers: string[]; groupSuffix: string; pids: () => number[] };

/** A PostgreSQL of one test's own, durable like the real one, with a prepared database. */
export type OwnPostgres = Fragile & { database: TestDatabase; pid: () => number };

const portsOf = async (count: number): Promise<BrokerPorts[]> => {
  const ports: BrokerPorts[] = [];
  for (let index = 0; index < count; index += 1) {
    ports.push({ client: await ephemeralPort(), controller: await ephemeralPort() });
  }
  return ports;
};

/** Starts a private Kafka of one or three brokers. About 3 s, three brokers 8 s. */
export const ownKafka = async ({ brokers = 1 }: { brokers?: 1 | 3 } = {}): Promise<OwnKafka> => {
  const dir = scratchFolder("own-kafka");
  const ports = await portsOf(brokers);
  let cluster = await startKafka({ dir, brokers: ports });
  await ensureTopics({ brokers: cluster.brokers, topics });
  return {
    brokers: cluster.brokers,
    groupSuffix: "",
    pids: () => cluster.pids,
    crash: async () => void (await Promise.all(cluster.pids.map(killHard))),
    restart: async () => {
      cluster = await startKafka({ dir, brokers: ports });
    },
    close: async () => {
      await cluster.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** Starts a private PostgreSQL with a database as `postgres()` gives it. About 1 s. */
export const ownPostgres = async (
  services: readonly string[],
  options: DatabaseOptions = {},
): Promise<OwnPostgres> => {
  const dir = scratchFolder("own-postgres");
  const port = await ephemeralPort();
  let server = await startPostgres({ dir, port });
  const database = await databaseOn(server.url, { migrations: {}, sqlFiles: [], ...options, services });
  return {
    database,
    pid: () => server.pid,
    crash: () => killHard(server.pid),
    restart: async () => {
      server = await startPostgres({ dir, port });
    },
    close: async () => {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
