import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataOf, Fact } from "@shouwen/contracts/define-event";
import { propertyState } from "@shouwen/contracts/events/workforce";
import { outboxRow } from "@shouwen/event-bus/outbox";
import { readConfig } from "@shouwen/service-kit/config";
import { type RunningService, startService } from "@shouwen/service-kit/service";
import { eventually } from "@shouwen/test-kit/eventually";
import { kafka } from "@shouwen/test-kit/kafka";
import { noLimits } from "@shouwen/test-kit/no-limits";
import { postgres, type TestDatabase } from "@shouwen/test-kit/postgres";
import { type Bearer, issuer } from "@shouwen/test-kit/tokens";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault, type Vault } from "@shouwen/vault/vault";
import pg from "pg";
import { intakeEnvironment } from "../src/config.ts";
import { wireIntake } from "../src/service.ts";

/** A property as workforce says it. */
export const aProperty = (overrides: Partial<DataOf<typeof propertyState>> = {}): Fact =>
  propertyState.of({
    propertyId: "prp_lakeside",
    name: "湖滨",
    nameEn: "Lakeside",
    brand: null,
    region: null,
    timeZone: "Asia/Shanghai",
    language: "zh-CN",
    countryCode: "CN",
    phone: null,
    defaultOwnerId: null,
    purpose: "live",
    updatedAt: "2026-11-22T08:00:00.000Z",
    ...overrides,
  });

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
export type Answer = { status: number; body: any; headers: Headers };

type CallOptions = {
  as?: Bearer;
  method?: string;
  body?: unknown;
  /** Sent as it is, not as JSON. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
};

/** Intake as it runs, on a database of its own and the shared broker. */
export type ServiceUnderTest = {
  readonly url: string;
  /** Says something on its topic, through the relay of the intake under test. */
  hear(fact: Fact): Promise<void>;
  /** Makes properties known and waits until they are. */
  know(...properties: Fact[]): Promise<void>;
  call(path: string, options?: CallOptions): Promise<Answer>;
  /** The `authorization` header of somebody, for what `call` cannot do. */
  authorization(as: Bearer): string;
  /** Reads and seals as the services of this installation do. */
  readonly vault: Vault;
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  restart(): Promise<void>;
  /** Destroys a customer's key, as profiles does. */
  erase(profileId: string): Promise<void>;
  close(): Promise<void>;
};

/** The agent who takes requests in these tests. */
export const maya: Bearer = { sub: "stf_lakeside_maya", roles: ["agent"], properties: ["prp_lakeside"] };
export const admin: Bearer = { sub: "stf_group_admin", roles: ["admin"], properties: ["*"] };

const viaPort = (url: string, port: number | undefined): string => {
  const via = new URL(url);
  if (port !== undefined) via.port = String(port);
  return via.href;
};

const bodyOf = ({ raw, body }: CallOptions) => raw ?? (body === undefined ? undefined : JSON.stringify(body));

const insertText =
  "insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers) values ($1, $2, $3, $4, $5, $6, $7, $8)";

/** Opens the house with one live property, Lakeside. */
export const openService = async (
  settings: Record<string, string> = {},
  through: { database?: TestDatabase; machinePort?: number } = {},
): Promise<ServiceUnderTest> => {
  const [database, { brokers, groupSuffix }] = await Promise.all([
    through.database ?? postgres(["intake"]),
    kafka(),
  ]);
  const urls = database.services.intake;
  if (!urls) throw new Error("No intake schema");
  const auth = issuer();
  const masterKey = join(mkdtempSync(join(tmpdir(), "shouwen-key-")), "master.key");
  writeFileSync(masterKey, randomBytes(32).toString("base64"));
  const config = readConfig(intakeEnvironment, {
    ...auth.environment,
    PORT: "0",
    DATABASE_URL: viaPort(urls.machine, through.machinePort),
    PEOPLE_DATABASE_URL: urls.people,
    KAFKA_BROKERS: brokers.join(","),
    ...noLimits,
    VAULT_MASTER_KEY_FILE: masterKey,
    LOG_LEVEL: "error",
    ...settings,
  });
  const about = { name: `intake${groupSuffix}`, description: "Intake under test", config, wire: wireIntake };
  const start = () => startService(about);
  let running: RunningService = await start();
  const machine = new pg.Pool({ connectionString: urls.machine, max: 2 });
  const numbers = new Map<string, number>();

  const service: ServiceUnderTest = {
    vault: createVault({
      masterKey: readMasterKey(masterKey),
      query: async (text, values) => (await machine.query(text, values)).rows,
    }),
    get url() {
      return running.url;
    },
    hear: async (fact) => {
      const key = fact.key ?? Object.values(fact.data as Record<string, string>)[0] ?? "";
      const aggSeq = (numbers.get(key) ?? 0) + 1;
      numbers.set(key, aggSeq);
      const cause = { actor: null, correlationId: "test" };
      const row = outboxRow(fact, {
        source: "/services/test",
        aggSeq,
        now: new Date().toISOString(),
        cause,
      });
      const { shard, eventId, topic, type, payload, headers } = row;
      await machine.query(insertText, [
        ...[shard, eventId, topic, row.key, row.aggSeq],
        ...[type, payload, headers],
      ]);
    },
    know: async (...properties) => {
      for (const property of properties) await service.hear(property);
      const ids = properties.map(({ data }) => (data as { propertyId: string }).propertyId);
      // The first join of a consumer group may take long on a busy machine.
      await eventually(async () => {
        const rows = await service.query("select 1 from known_state where id = any($1)", [ids]);
        if (rows.length < ids.length) throw new Error("Not all properties are known yet");
      });
    },
    call: async (path, options = {}) => {
      const body = bodyOf(options);
      const response = await fetch(`${running.url}${path}`, {
        method: options.method ?? (body === undefined ? "GET" : "POST"),
        headers: {
          authorization: auth.authorization(options.as ?? maya),
          ...(options.body === undefined ? {} : { "content-type": "application/json" }),
          ...options.headers,
        },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text ? JSON.parse(text) : undefined,
        headers: response.headers,
      };
    },
    authorization: auth.authorization,
    query: async (text, values) => (await machine.query(text, values)).rows,
    restart: async () => {
      await running.stop();
      running = await start();
    },
    erase: async (profileId) => {
      const administrator = new pg.Client({ connectionString: database.adminUrl });
      await administrator.connect();
      const query = async (text: string, values: unknown[]) => (await administrator.query(text, values)).rows;
      await createVault({ masterKey: readMasterKey(masterKey), query }).erase(profileId, "stf_group_admin");
      await administrator.end();
    },
    close: async () => {
      await running.stop();
      await machine.end();
      await database.close();
    },
  };
  await service.know(aProperty());
  return service;
};
