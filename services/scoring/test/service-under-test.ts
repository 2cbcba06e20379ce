import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataOf, Fact } from "@shouwen/contracts/define-event";
import { propertyState, staffState } from "@shouwen/contracts/events/workforce";
import { outboxRow } from "@shouwen/event-bus/outbox";
import { readConfig } from "@shouwen/service-kit/config";
import { startService } from "@shouwen/service-kit/service";
import { eventually } from "@shouwen/test-kit/eventually";
import { kafka } from "@shouwen/test-kit/kafka";
import { noLimits } from "@shouwen/test-kit/no-limits";
import { postgres } from "@shouwen/test-kit/postgres";
import { type Bearer, issuer } from "@shouwen/test-kit/tokens";
import pg from "pg";
import { scoringEnvironment } from "../src/config.ts";
import { wireScoring } from "../src/service.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
export type Answer = { readonly status: number; readonly body: any };

/** Scoring as it runs, on a database of its own and the shared topics. */
export type ServiceUnderTest = {
  readonly peopleUrl: string;
  /** Says facts on their topics through the service's own relay; answers how to say them again, under the same ids. */
  hear(...facts: readonly Fact[]): Promise<() => Promise<void>>;
  get(path: string, as: Bearer): Promise<Answer>;
  post(path: string, as: Bearer, body: unknown): Promise<Answer>;
  admin<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Stops, lets something be done to the tables, and starts under a new group that reads every topic anew. */
  replay(between: () => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
};

const insertText = `
insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers) values ($1, $2, $3, $4, $5, $6, $7, $8)`;

const masterKeyFile = (): string => {
  const path = join(mkdtempSync(join(tmpdir(), "shouwen-key-")), "master.key");
  writeFileSync(path, randomBytes(32).toString("base64"));
  return path;
};

export const openService = async (): Promise<ServiceUnderTest> => {
  const [database, { brokers, groupSuffix }] = await Promise.all([postgres(["scoring"]), kafka()]);
  const urls = database.services.scoring;
  if (!urls) throw new Error("No scoring schema");
  const auth = issuer();
  const config = readConfig(scoringEnvironment, {
    ...auth.environment,
    PORT: "0",
    DATABASE_URL: urls.machine,
    PEOPLE_DATABASE_URL: urls.people,
    KAFKA_BROKERS: brokers.join(","),
    ...noLimits,
    VAULT_MASTER_KEY_FILE: masterKeyFile(),
    LOG_LEVEL: "warn",
  });
  const start = (life: number) => {
    const name = `scoring${groupSuffix}${life}`;
    return startService({ name, description: "Scoring under test", config, wire: wireScoring });
  };
  let life = 1;
  let running = await start(life);
  const machine = new pg.Pool({ connectionString: urls.machine, max: 2 });
  const asAdmin = new pg.Pool({ connectionString: database.adminUrl, max: 1 });
  const numbers = new Map<string, number>();

  const request = async (path: string, as: Bearer, init: RequestInit): Promise<Answer> => {
    const headers = { authorization: auth.authorization(as), ...(init.headers as Record<string, string>) };
    const response = await fetch(`${running.url}${path}`, { ...init, headers });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  };
  return {
    peopleUrl: urls.people,
    hear: async (...facts) => {
      const rows = facts.map((fact) => {
        const key = String(Object.values(fact.data as object)[0]);
        const aggSeq = (numbers.get(key) ?? 0) + 1;
        numbers.set(key, aggSeq);
        const cause = { actor: null, correlationId: "test" };
        return outboxRow(fact, { source: "/services/test", aggSeq, now: new Date().toISOString(), cause });
      });
      const say = async () => {
        for (const { shard, eventId, topic, key, aggSeq, type, payload, headers } of rows)
          await machine.query(insertText, [shard, eventId, topic, key, aggSeq, type, payload, headers]);
      };
      await say();
      return say;
    },
    get: (path, as) => request(path, as, {}),
    post: (path, as, body) =>
      request(path, as, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    admin: async (text, values) => (await asAdmin.query(text, values)).rows,
    replay: async (between) => {
      await running.stop();
      await between();
      life += 1;
      running = await start(life);
    },
    close: async () => {
      await running.stop();
      await Promise.all([machine.end(), asAdmin.end()]);
      await database.close();
    },
  };
};

/** A property of its own for one test, with its people, so that tests do not share accounts. */
export type TestProperty = {
  readonly propertyId: string;
  readonly maya: string;
  readonly victor: string;
  readonly manager: Bearer;
  bearer(staffId: string, role: string): Bearer;
  /** The entries of the property as its manager sees them, once there are so many. */
  entries(count: number): Promise<readonly Answer["body"][]>;
  board(month: string): Promise<Answer["body"]>;
};

export const openProperty = async (
  service: ServiceUnderTest,
  timeZone = "Asia/Shanghai",
): Promise<TestProperty> => {
  const own = randomBytes(6).toString("hex");
  const propertyId = `prp_${own}`;
  const [maya, victor] = [`stf_${own}_maya`, `stf_${own}_victor`];
  await service.hear(
    aProperty({ propertyId, timeZone }),
    aStaff({ staffId: maya, propertyId }),
    aStaff({ staffId: victor, propertyId, staffNumber: "0244", name: "维克多", nameEn: "Victor" }),
  );
  await eventually(async () => {
    const known = await service.admin("select 1 from scoring.known_state where property_id = $1", [
      propertyId,
    ]);
    if (known.length < 3) throw new Error("The property and its people are not known yet");
  });
  const bearer = (sub: string, role: string): Bearer => ({ sub, roles: [role], properties: [propertyId] });
  const manager = bearer("stf_henry", "manager");
  return {
    propertyId,
    maya,
    victor,
    manager,
    bearer,
    entries: (count) =>
      eventually(async () => {
        const { body } = await service.get(`/v1/ledger?propertyId=${propertyId}&limit=200`, manager);
        if (body.items?.length !== count)
          throw new Error(`${body.items?.length} entries instead of ${count}`);
        return body.items;
      }),
    board: async (month) =>
      (await service.get(`/v1/boards/staff?propertyId=${propertyId}&month=${month}`, manager)).body,
  };
};

const aProperty = (overrides: Partial<DataOf<typeof propertyState>>): Fact =>
  propertyState.of({
    propertyId: "prp_lakeside",
    name: "湖滨酒店",
    nameEn: "Lakeside Hotel",
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

const aStaff = (overrides: Partial<DataOf<typeof staffState>>): Fact =>
  staffState.of({
    staffId: "stf_maya",
    staffNumber: "0137",
    name: "美雅",
    nameEn: "Maya",
    roles: ["staff"],
    propertyId: "prp_lakeside",
    departmentId: null,
    teamIds: [],
    skills: [],
    languages: ["zh-CN"],
    capacity: 20,
    onDuty: true,
    onDutySince: "2026-11-22T08:00:00.000Z",
    employed: true,
    updatedAt: "2026-11-22T08:00:00.000Z",
    ...overrides,
  });
