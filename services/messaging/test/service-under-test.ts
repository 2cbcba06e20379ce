import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "@shouwen/contracts/define-event";
import { openDatabase } from "@shouwen/event-bus/database";
import { outboxRow } from "@shouwen/event-bus/outbox";
import { readConfig } from "@shouwen/service-kit/config";
import { type RunningService, startService } from "@shouwen/service-kit/service";
import { ephemeralPort } from "@shouwen/stack/machine/ports";
import { startMailInbox } from "@shouwen/stack/simulators/mail-inbox";
import { type SmsBehaviour, startSmsProvider } from "@shouwen/stack/simulators/sms-provider";
import { eventually } from "@shouwen/test-kit/eventually";
import { kafka } from "@shouwen/test-kit/kafka";
import { noLimits } from "@shouwen/test-kit/no-limits";
import { postgres } from "@shouwen/test-kit/postgres";
import { type Bearer, issuer } from "@shouwen/test-kit/tokens";
import { followTopics, type TopicRecord } from "@shouwen/test-kit/topic-log";
import { masterKeyOf } from "@shouwen/vault/master-key";
import { createVault, type Vault } from "@shouwen/vault/vault";
import { messagingEnvironment } from "../src/config.ts";
import { wireMessaging } from "../src/service.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
export type Answer = { readonly status: number; readonly body: any; readonly headers: Headers };

export type Call = {
  readonly as?: Bearer;
  readonly body?: unknown;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Sms = { clientRef: string; to: string; text: string; status: string };
export type Mail = { to: string[]; from: string; subject: string; text: string; messageId: string };

/** Messaging as it runs, on a database of its own, the shared topics, a real SMTP inbox and the SMS simulator. */
export type ServiceUnderTest = {
  /** The environment of the process, for tests that start it as one. */
  readonly environment: Readonly<Record<string, string>>;
  /** Seals as the other services would. */
  readonly vault: Vault;
  /** Says facts on their topics through the service's own relay; answers how to say them again, under the same ids. */
  hear(...facts: readonly Fact[]): Promise<() => Promise<void>>;
  call(path: string, call: Call): Promise<Answer>;
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Statements with the people's role, on one connection; the last row of each. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the rows hold
  asPeople(...texts: readonly string[]): Promise<any[]>;
  /** What messaging said about a message or a person. */
  said(key: string): readonly TopicRecord[];
  /** What the SMS simulator took: a person's phone rang once for each. */
  sms(filter: { clientRef?: string; to?: string }): Promise<readonly Sms[]>;
  /** How the SMS simulator behaves from now on. */
  simulate(behaviour: Partial<SmsBehaviour>): Promise<void>;
  mails(to: string): Promise<readonly Mail[]>;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
};

export const providerSecret = "the-secret-of-the-tests";

const insertText = `
insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers) values ($1, $2, $3, $4, $5, $6, $7, $8)`;

const startNeighbours = async () => {
  const [http, smtp] = [await ephemeralPort(), await ephemeralPort()];
  const [sms, inbox] = await Promise.all([startSmsProvider({ port: 0 }), startMailInbox({ http, smtp })]);
  return { sms, inbox };
};

const readJson = async <Body>(url: string, init?: RequestInit): Promise<Body> =>
  (await fetch(url, init)).json() as Promise<Body>;

/** `overrides` are of the environment. */
export const openService = async (
  overrides: Readonly<Record<string, string>> = {},
): Promise<ServiceUnderTest> => {
  const [database, { brokers, groupSuffix }] = await Promise.all([postgres(["messaging"]), kafka()]);
  const urls = database.services.messaging;
  if (!urls) throw new Error("No messaging schema");
  const { sms, inbox } = await startNeighbours();
  const auth = issuer();
  const secret = randomBytes(32);
  const masterKeyFile = join(mkdtempSync(join(tmpdir(), "shouwen-key-")), "master.key");
  writeFileSync(masterKeyFile, secret.toString("base64"));
  const port = String(await ephemeralPort());
  const environment = {
    ...auth.environment,
    PORT: port,
    DATABASE_URL: urls.machine,
    PEOPLE_DATABASE_URL: urls.people,
    KAFKA_BROKERS: brokers.join(","),
    ...noLimits,
    VAULT_MASTER_KEY_FILE: masterKeyFile,
    SMS_PROVIDER_URL: sms.url,
    SMTP_URL: inbox.smtpUrl,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PROVIDER_SECRET: providerSecret,
    PROVIDER_TIMEOUT_MS: "1000",
    QUEUE_POLL_MS: "30",
    LOG_LEVEL: "error",
    ...overrides,
  };
  const name = `messaging${groupSuffix}`;
  const config = readConfig(messagingEnvironment, environment);
  const start = () =>
    startService({ name, description: "Messaging under test", config, wire: wireMessaging });
  let running: RunningService | undefined = await start();
  const machine = openDatabase({ url: urls.machine, max: 2, applicationName: "test" });
  const asAdmin = openDatabase({ url: database.adminUrl, max: 1, applicationName: "test" });
  const log = await followTopics({
    brokers,
    topics: ["shouwen.message", "shouwen.consent", "shouwen.policy_state"],
  });
  const numbers = new Map<string, number>();
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };

  return {
    environment,
    vault: createVault({
      masterKey: masterKeyOf(new Map([[1, secret]])),
      query: async (text, values) => (await machine.query(text, values)).rows,
    }),
    hear: async (...facts) => {
      const rows = facts.map((fact) => {
        const key = fact.key ?? String(Object.values(fact.data as object)[0]);
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
    call: async (path, { as, body, method, headers = {} }) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: {
          ...(as ? { authorization: auth.authorization(as) } : {}),
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
    query: async (text, values) => (await asAdmin.query(text, values)).rows,
    asPeople: async (...texts) => {
      const people = openDatabase({ url: urls.people, max: 1, applicationName: "test" });
      try {
        const rows: unknown[] = [];
        for (const text of texts) rows.push((await people.query(text)).rows.at(-1));
        return rows;
      } finally {
        await people.end();
      }
    },
    said: (key) => log.of(key).filter(({ headers }) => headers.ce_source === `/services/${name}`),
    sms: (filter) => readJson(`${sms.url}/messages?${new URLSearchParams(filter)}`),
    simulate: async (behaviour) => {
      await readJson(`${sms.url}/control`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(behaviour),
      });
    },
    mails: (to) => readJson(`${inbox.url}/mails?${new URLSearchParams({ to })}`),
    stop,
    start: async () => {
      running ??= await start();
    },
    close: async () => {
      await stop();
      await Promise.all([log.close(), sms.close(), inbox.close()]);
      await Promise.all([machine.end(), asAdmin.end()]);
      await database.close();
    },
  };
};

/** Waits until a message stands as it should; answers it. */
export const messageIn = async (
  service: ServiceUnderTest,
  messageId: string,
  status: string,
): Promise<Record<string, unknown>> =>
  eventually(async () => {
    const rows = await service.query<{ state: Record<string, unknown> }>(
      "select state from messaging.message where id = $1",
      [messageId],
    );
    const state = rows[0]?.state;
    if (state?.status !== status) throw new Error(`${messageId} is ${state?.status}: ${state?.reason ?? ""}`);
    return state;
  });
