import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { topics } from "@shouwen/contracts/catalogue";
import type { Fact } from "@shouwen/contracts/define-event";
import { newId } from "@shouwen/event-bus/ids";
import { outboxRow } from "@shouwen/event-bus/outbox";
import { readConfig } from "@shouwen/service-kit/config";
import { startService } from "@shouwen/service-kit/service";
import { kafka } from "@shouwen/test-kit/kafka";
import { noLimits } from "@shouwen/test-kit/no-limits";
import { postgres } from "@shouwen/test-kit/postgres";
import { type Bearer, issuer } from "@shouwen/test-kit/tokens";
import { followTopics, type TopicLog } from "@shouwen/test-kit/topic-log";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault, type Vault } from "@shouwen/vault/vault";
import pg from "pg";
import { profilesEnvironment } from "../src/config.ts";
import { wireProfiles } from "../src/service.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
export type Answer = { readonly status: number; readonly body: any; readonly headers: Headers };

export type Call = {
  readonly as: Bearer;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
};

/** Profiles as it runs, on a database of its own and the shared topics. */
export type ServiceUnderTest = {
  /** Set apart from what other tests say on the same topics. */
  readonly own: string;
  readonly peopleUrl: string;
  /** Every topic of the catalogue. */
  readonly log: TopicLog;
  /** Says an event as its own service would: the relay carries it to its topic. */
  hear(fact: Fact): Promise<void>;
  call(path: string, call: Call): Promise<Answer>;
  admin(text: string): Promise<Record<string, unknown>[]>;
  /** Opens and seals as another process would, with nothing remembered. */
  anotherVault(): Vault;
  close(): Promise<void>;
};

const masterKeyFile = (): string => {
  const path = join(mkdtempSync(join(tmpdir(), "shouwen-key-")), "master.key");
  writeFileSync(path, randomBytes(32).toString("base64"));
  return path;
};

const insertText = `
insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers)
values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** Puts facts into the outbox; each key's are numbered 1, 2, 3… */
const speaker = (pool: pg.Pool) => {
  const numbers = new Map<string, number>();
  return async (fact: Fact): Promise<void> => {
    const about = { source: "/services/test", now: new Date().toISOString() };
    const cause = { actor: null, correlationId: newId("cor") };
    const { key } = outboxRow(fact, { ...about, aggSeq: 1, cause });
    const aggSeq = (numbers.get(key) ?? 0) + 1;
    numbers.set(key, aggSeq);
    const row = outboxRow(fact, { ...about, aggSeq, cause });
    const { shard, eventId, topic, type, payload, headers } = row;
    await pool.query(insertText, [shard, eventId, topic, key, aggSeq, type, payload, headers]);
  };
};

export const openService = async (): Promise<ServiceUnderTest> => {
  const [database, { brokers, groupSuffix }] = await Promise.all([postgres(["profiles"]), kafka()]);
  const urls = database.services.profiles;
  if (!urls) throw new Error("No profiles schema");
  const auth = issuer();
  const keyFile = masterKeyFile();
  const config = readConfig(profilesEnvironment, {
    ...auth.environment,
    PORT: "0",
    DATABASE_URL: urls.machine,
    PEOPLE_DATABASE_URL: urls.people,
    KAFKA_BROKERS: brokers.join(","),
    ...noLimits,
    VAULT_MASTER_KEY_FILE: keyFile,
    LOG_LEVEL: "error",
  });
  const name = `profiles${groupSuffix}`;
  const definition = { name, description: "Profiles under test", config, wire: wireProfiles };
  const running = await startService(definition);
  const facts = topics.map((topic) => topic.name).filter((topic) => !topic.endsWith(".dlq"));
  const log = await followTopics({ brokers, topics: facts });
  const machine = new pg.Pool({ connectionString: urls.machine, max: 2 });
  const asAdmin = new pg.Pool({ connectionString: database.adminUrl, max: 1 });
  return {
    own: groupSuffix,
    peopleUrl: urls.people,
    log,
    hear: speaker(machine),
    call: async (path, { as, method, body, headers }) => {
      const response = await fetch(`${running.url}${path}`, {
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: {
          authorization: auth.authorization(as),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text ? JSON.parse(text) : undefined,
        headers: response.headers,
      };
    },
    admin: async (text) => (await asAdmin.query(text)).rows,
    anotherVault: () =>
      createVault({
        masterKey: readMasterKey(keyFile),
        query: async (sql, params) => (await machine.query(sql, params)).rows,
      }),
    close: async () => {
      await Promise.all([running.stop(), log.close(), machine.end(), asAdmin.end()]);
      await database.close();
    },
  };
};
