import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "@shouwen/contracts/define-event";
import { outboxRow } from "@shouwen/event-bus/outbox";
import { readConfig } from "@shouwen/service-kit/config";
import { type RunningService, startService } from "@shouwen/service-kit/service";
import { kafka } from "@shouwen/test-kit/kafka";
import { noLimits } from "@shouwen/test-kit/no-limits";
import { postgres } from "@shouwen/test-kit/postgres";
import { issuer } from "@shouwen/test-kit/tokens";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault, type Vault } from "@shouwen/vault/vault";
import pg from "pg";
import { routingEnvironment } from "../src/config.ts";
import { wireRouting } from "../src/service.ts";

/** Routing as it runs, on a database and topics of its own. */
export type ServiceUnderTest = {
  readonly url: string;
  readonly machineUrl: string;
  readonly peopleUrl: string;
  /** Puts an event into the outbox of routing's own relay, which carries it to its topic like anybody's. */
  hear(fact: Fact, about?: { aggSeq?: number; at?: string }): Promise<void>;
  call(
    path: string,
    options?: { as?: Bearer; method?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer>;
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** The keys of persons, by the same master key and as one who may erase them. */
  readonly vault: Vault;
  restart(): Promise<void>;
  close(): Promise<void>;
};

export type Bearer = { sub: string; roles: string[]; properties: string[] };
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
export type Answer = { status: number; body: any; headers: Headers };

/** Opens it. Whoever a call does not name is `somebody`. */
export const openService = async (somebody: Bearer): Promise<ServiceUnderTest> => {
  const [database, { brokers, groupSuffix }] = await Promise.all([postgres(["routing"]), kafka()]);
  const urls = database.services.routing;
  if (!urls) throw new Error("No routing schema");
  const auth = issuer();
  const masterKey = join(mkdtempSync(join(tmpdir(), "shouwen-key-")), "master.key");
  writeFileSync(masterKey, randomBytes(32).toString("base64"));
  const config = readConfig(routingEnvironment, {
    ...auth.environment,
    PORT: "0",
    DATABASE_URL: urls.machine,
    PEOPLE_DATABASE_URL: urls.people,
    KAFKA_BROKERS: brokers.join(","),
    ...noLimits,
    VAULT_MASTER_KEY_FILE: masterKey,
    LOG_LEVEL: "warn",
  });
  const definition = {
    name: `routing${groupSuffix}`,
    description: "Routing under test",
    config,
    wire: wireRouting,
  };
  const start = () => startService(definition);
  let running: RunningService = await start();
  const machine = new pg.Pool({ connectionString: urls.machine, max: 2 });
  const administrator = new pg.Pool({ connectionString: database.adminUrl, max: 2 });
  const vault = createVault({
    masterKey: readMasterKey(masterKey),
    query: async (text, values) => (await administrator.query(text, values)).rows,
  });
  const numbers = new Map<string, number>();

  const hear: ServiceUnderTest["hear"] = async (fact, about) => {
    const key = fact.key ?? Object.values(fact.data as Record<string, string>)[0] ?? "";
    const aggSeq = about?.aggSeq ?? (numbers.get(key) ?? 0) + 1;
    numbers.set(key, aggSeq);
    const row = outboxRow(fact, {
      source: "/services/test",
      aggSeq,
      now: about?.at ?? new Date().toISOString(),
      cause: { actor: null, correlationId: "test" },
    });
    await machine.query(
      "insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers) values ($1, $2, $3, $4, $5, $6, $7, $8)",
      [row.shard, row.eventId, row.topic, row.key, row.aggSeq, row.type, row.payload, row.headers],
    );
  };
  const call: ServiceUnderTest["call"] = async (path, options = {}) => {
    const response = await fetch(`${running.url}${path}`, {
      method: options.method ?? (options.body === undefined ? "GET" : "POST"),
      headers: {
        authorization: auth.authorization(options.as ?? somebody),
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined, headers: response.headers };
  };
  return {
    get url() {
      return running.url;
    },
    machineUrl: urls.machine,
    peopleUrl: urls.people,
    hear,
    call,
    vault,
    query: async (text, values) => (await machine.query(text, values)).rows,
    restart: async () => {
      await running.stop();
      running = await start();
    },
    close: async () => {
      await running.stop();
      await Promise.all([machine.end(), administrator.end()]);
      await database.close();
    },
  };
};
