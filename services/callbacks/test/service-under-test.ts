import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataOf, Fact } from "@shouwen/contracts/define-event";
import { ticketResolved } from "@shouwen/contracts/events/ticket";
import { propertyState } from "@shouwen/contracts/events/workforce";
import { uuidv7 } from "@shouwen/event-bus/ids";
import { outboxRow } from "@shouwen/event-bus/outbox";
import { readConfig } from "@shouwen/service-kit/config";
import { type RunningService, startService } from "@shouwen/service-kit/service";
import { eventually } from "@shouwen/test-kit/eventually";
import { kafka } from "@shouwen/test-kit/kafka";
import { noLimits } from "@shouwen/test-kit/no-limits";
import { postgres } from "@shouwen/test-kit/postgres";
import { type Bearer, issuer } from "@shouwen/test-kit/tokens";
import { followTopics, type TopicRecord } from "@shouwen/test-kit/topic-log";
import pg from "pg";
import { callbacksEnvironment } from "../src/config.ts";
import { callbackIdOf } from "../src/domain/schedule-callback.ts";
import { wireCallbacks } from "../src/service.ts";
import { aResolution } from "./callbacks.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
export type Answer = { readonly status: number; readonly body: any; readonly headers: Headers };

export type Call = {
  readonly as: Bearer;
  readonly body?: unknown;
  readonly key?: string;
  /** Which replica is asked. */
  readonly replica?: number;
};

/** Callbacks as it runs in two replicas, on a database of its own and the shared topics. */
export type ServiceUnderTest = {
  readonly peopleUrl: string;
  readonly masterKeyFile: string;
  /** What this house said about a callback. Other tests' houses hear its tickets too, and say things of their own. */
  said(callbackId: string): readonly TopicRecord[];
  /** Says facts on their topics through the service's own relay; answers how to say them again, under the same ids. */
  hear(...facts: readonly Fact[]): Promise<() => Promise<void>>;
  call(path: string, call: Call): Promise<Answer>;
  admin<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
};

const insertText = `
insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers) values ($1, $2, $3, $4, $5, $6, $7, $8)`;

export const openService = async (): Promise<ServiceUnderTest> => {
  const [database, { brokers, groupSuffix }] = await Promise.all([postgres(["callbacks"]), kafka()]);
  const urls = database.services.callbacks;
  if (!urls) throw new Error("No callbacks schema");
  const auth = issuer();
  const masterKeyFile = join(mkdtempSync(join(tmpdir(), "shouwen-key-")), "master.key");
  writeFileSync(masterKeyFile, randomBytes(32).toString("base64"));
  const config = readConfig(callbacksEnvironment, {
    ...auth.environment,
    PORT: "0",
    DATABASE_URL: urls.machine,
    PEOPLE_DATABASE_URL: urls.people,
    KAFKA_BROKERS: brokers.join(","),
    ...noLimits,
    VAULT_MASTER_KEY_FILE: masterKeyFile,
    LOG_LEVEL: "warn",
  });
  const name = `callbacks${groupSuffix}`;
  const start = (replica: string): Promise<RunningService> =>
    startService({
      name,
      description: "Callbacks under test",
      config: { ...config, REPLICA: replica },
      wire: wireCallbacks,
    });
  const replicas = await Promise.all([start("1"), start("2")]);
  const machine = new pg.Pool({ connectionString: urls.machine, max: 2 });
  const asAdmin = new pg.Pool({ connectionString: database.adminUrl, max: 1 });
  const log = await followTopics({ brokers, topics: ["shouwen.callback"] });
  const numbers = new Map<string, number>();

  return {
    peopleUrl: urls.people,
    masterKeyFile,
    said: (callbackId) =>
      log.of(callbackId).filter(({ headers }) => headers.ce_source === `/services/${name}`),
    hear: async (...facts) => {
      const rows = facts.map((fact) => {
        const key = String(Object.values(fact.data as object)[0]);
        const aggSeq = (numbers.get(key) ?? 0) + 1;
        numbers.set(key, aggSeq);
        const now = new Date().toISOString();
        const cause = { actor: null, correlationId: "test" };
        return outboxRow(fact, { source: "/services/test", aggSeq, now, cause });
      });
      const say = async () => {
        for (const { shard, eventId, topic, key, aggSeq, type, payload, headers } of rows)
          await machine.query(insertText, [shard, eventId, topic, key, aggSeq, type, payload, headers]);
      };
      await say();
      return say;
    },
    call: async (path, { as, body, key, replica = 0 }) => {
      const response = await fetch(`${replicas[replica]?.url}${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          authorization: auth.authorization(as),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(key === undefined ? {} : { "idempotency-key": key }),
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
    admin: async (text, values) => (await asAdmin.query(text, values)).rows,
    close: async () => {
      await Promise.all([...replicas.map((replica) => replica.stop()), log.close()]);
      await Promise.all([machine.end(), asAdmin.end()]);
      await database.close();
    },
  };
};

/** A property of its own for one test, so that tests do not share a desk. */
export type TestProperty = {
  readonly propertyId: string;
  agent(name: string, roles?: readonly string[]): Bearer;
  /** A ticket of this property, not heard of yet. */
  resolution(overrides?: Partial<DataOf<typeof ticketResolved>>): DataOf<typeof ticketResolved>;
  /** Lets tickets be resolved and waits for their callbacks; answers these. */
  resolved(count: number, overrides?: Partial<DataOf<typeof ticketResolved>>): Promise<readonly string[]>;
};

const allDay = [{ from: "00:00", to: "24:00" }];
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const everyDay = (windows: readonly object[]) => Object.fromEntries(weekdays.map((day) => [day, windows]));

/** Every day the same hour, three hours from now in UTC: closed at present, whenever the test runs. */
export const closedNow = () => {
  const hour = (new Date().getUTCHours() + 3) % 23;
  const two = (value: number) => String(value).padStart(2, "0");
  return everyDay([{ from: `${two(hour)}:00`, to: `${two(hour + 1)}:00` }]);
};

export const openProperty = async (
  service: ServiceUnderTest,
  policy: Record<string, unknown> = {},
): Promise<TestProperty> => {
  const propertyId = `prp_${randomBytes(6).toString("hex")}`;
  const manager: Bearer = { sub: "stf_rosa", roles: ["manager"], properties: [propertyId] };
  await service.hear(aProperty(propertyId));
  const body = { kinds: ["repair"], windows: everyDay(allDay), ...policy };
  const draft = { as: manager, body: { scope: propertyId, body } };
  expectStatus(await service.call("/v1/policies/callback", draft), 201);
  // A replica looks at its rules once a second.
  await eventually(async () => {
    const inForce = await service.call(`/v1/policies/callback?propertyId=${propertyId}`, {
      as: manager,
      replica: 1,
    });
    if (inForce.body.scope !== propertyId) throw new Error("not yet in force at the other replica");
  });
  const resolution: TestProperty["resolution"] = (overrides) =>
    aResolution({ ticketId: `tic_${uuidv7()}`, propertyId, at: new Date().toISOString(), ...overrides });
  return {
    propertyId,
    agent: (name, roles = ["agent"]) => ({ sub: `stf_${name}`, roles, properties: [propertyId] }),
    resolution,
    resolved: async (count, overrides) => {
      const resolutions = Array.from({ length: count }, () => resolution(overrides));
      await service.hear(...resolutions.map((data) => ticketResolved.of(data)));
      const ids = resolutions.map(({ ticketId, resolution: nth }) => callbackIdOf(ticketId, nth));
      await eventually(async () => {
        const rows = await service.admin("select id from callbacks.callback where id = any($1)", [ids]);
        if (rows.length < count) throw new Error(`${rows.length} of ${count} callbacks`);
      });
      return ids;
    },
  };
};

const expectStatus = ({ status, body }: Answer, wanted: number): void => {
  if (status !== wanted) throw new Error(`${status} ${JSON.stringify(body)}`);
};

export const aProperty = (propertyId: string): Fact =>
  propertyState.of({
    propertyId,
    name: "湖滨酒店",
    nameEn: "Lakeside Hotel",
    brand: null,
    region: null,
    timeZone: "UTC",
    language: "zh-CN",
    countryCode: "CN",
    phone: null,
    defaultOwnerId: null,
    purpose: "live",
    updatedAt: "2026-11-22T08:00:00.000Z",
  });

/** The callbacks of a list, by id. */
export const idsOf = ({ body }: Answer): string[] =>
  body.items.map(({ callbackId }: { callbackId: string }) => callbackId);

/** What was said about a callback, with its numbers, as another team reads it. */
export const saidAbout = (service: ServiceUnderTest, callbackId: string): string[] =>
  service.said(callbackId).map(({ headers }) => `${headers.ce_aggseq} ${headers.ce_type}`);

/** Claims until something is to be had. */
export const claim = (service: ServiceUnderTest, as: Bearer, body: object = {}): Promise<Answer> =>
  eventually(async () => {
    const answer = await service.call("/v1/callbacks/claim", { as, body });
    if (answer.body.items.length === 0) throw new Error("nothing to claim");
    return answer;
  });
