import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "@shouwen/contracts/define-event";
import { outboxRow } from "@shouwen/event-bus/outbox";
import { readConfig } from "@shouwen/service-kit/config";
import { startService } from "@shouwen/service-kit/service";
import { kafka } from "@shouwen/test-kit/kafka";
import { noLimits } from "@shouwen/test-kit/no-limits";
import { postgres } from "@shouwen/test-kit/postgres";
import { type Bearer, issuer } from "@shouwen/test-kit/tokens";
import { followTopics, type TopicLog } from "@shouwen/test-kit/topic-log";
import pg from "pg";
import { workforceEnvironment } from "../src/config.ts";
import { wireWorkforce } from "../src/service.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
export type Answer = { readonly status: number; readonly body: any; readonly headers: Headers };

export type Call = {
  readonly as: Bearer;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** A file of CSV, sent as it is. */
  readonly file?: string | Buffer;
};

/** Workforce as it runs, on a database of its own and the shared topics. */
export type ServiceUnderTest = {
  /** Set apart from what other tests say on the same topics: `prp_<own>`. */
  readonly own: string;
  readonly peopleUrl: string;
  readonly machineUrl: string;
  readonly log: TopicLog;
  call(path: string, call: Call): Promise<Answer>;
  admin(text: string): Promise<Record<string, unknown>[]>;
  /** Lets workforce hear a fact of another service, under a number in the life of its thing. */
  hear(fact: Fact, aggSeq?: number): Promise<void>;
  close(): Promise<void>;
};

const topics = ["shouwen.property_state", "shouwen.team_state", "shouwen.staff_state", "shouwen.staff"];

const masterKeyFile = (): string => {
  const path = join(mkdtempSync(join(tmpdir(), "shouwen-key-")), "master.key");
  writeFileSync(path, randomBytes(32).toString("base64"));
  return path;
};

export const openService = async (): Promise<ServiceUnderTest> => {
  const [database, { brokers, groupSuffix }] = await Promise.all([postgres(["workforce"]), kafka()]);
  const urls = database.services.workforce;
  if (!urls) throw new Error("No workforce schema");
  const auth = issuer();
  const config = readConfig(workforceEnvironment, {
    ...auth.environment,
    PORT: "0",
    DATABASE_URL: urls.machine,
    PEOPLE_DATABASE_URL: urls.people,
    KAFKA_BROKERS: brokers.join(","),
    ...noLimits,
    VAULT_MASTER_KEY_FILE: masterKeyFile(),
    LOG_LEVEL: "warn",
  });
  const name = `workforce${groupSuffix}`;
  const definition = { name, description: "Workforce under test", config, wire: wireWorkforce };
  const running = await startService(definition);
  const log = await followTopics({ brokers, topics });
  const asAdmin = new pg.Pool({ connectionString: database.adminUrl, max: 1 });
  return {
    own: randomBytes(4).toString("hex"),
    peopleUrl: urls.people,
    machineUrl: urls.machine,
    log,
    call: async (path, call) => {
      const response = await fetch(`${running.url}${path}`, requestOf(call, auth.authorization(call.as)));
      const text = await response.text();
      return {
        status: response.status,
        body: text ? JSON.parse(text) : undefined,
        headers: response.headers,
      };
    },
    hear: async (fact, aggSeq = 1) => {
      const cause = { actor: null, correlationId: "test" };
      const row = outboxRow(fact, {
        source: "/services/test",
        aggSeq,
        now: new Date().toISOString(),
        cause,
      });
      await asAdmin.query(
        "insert into workforce.outbox (shard, event_id, topic, key, agg_seq, type, payload, headers) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        [row.shard, row.eventId, row.topic, row.key, row.aggSeq, row.type, row.payload, row.headers],
      );
    },
    admin: async (text) => (await asAdmin.query(text)).rows,
    close: async () => {
      await Promise.all([running.stop(), log.close(), asAdmin.end()]);
      await database.close();
    },
  };
};

const requestOf = ({ method, body, headers, file }: Call, authorization: string): RequestInit => {
  const sent = file ?? (body === undefined ? undefined : JSON.stringify(body));
  if (sent === undefined) return { method: method ?? "GET", headers: { authorization, ...headers } };
  return {
    method: method ?? "POST",
    headers: { authorization, "content-type": file ? "text/csv" : "application/json", ...headers },
    body: typeof sent === "string" ? sent : new Uint8Array(sent),
  };
};
