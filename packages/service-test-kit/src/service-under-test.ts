import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "@shouwen/contracts/define-event";
import { type OutboxRow, outboxRow } from "@shouwen/event-bus/outbox";
import { readConfig, type ServiceConfig } from "@shouwen/service-kit/config";
import { type Kit, type RunningService, startService, type Wiring } from "@shouwen/service-kit/service";
import { eventually } from "@shouwen/test-kit/eventually";
import { kafka } from "@shouwen/test-kit/kafka";
import { noLimits } from "@shouwen/test-kit/no-limits";
import { postgres, type TestDatabase } from "@shouwen/test-kit/postgres";
import { type Bearer, issuer } from "@shouwen/test-kit/tokens";
import { followTopics, type TopicLog, type TopicRecord } from "@shouwen/test-kit/topic-log";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault, type Vault } from "@shouwen/vault/vault";
import pg from "pg";
import type { z } from "zod";
import { type Answer, type Call, send } from "./calls.ts";

export type { Answer, Call } from "./calls.ts";

/** A service as it runs, on a database of its own and the topics that all tests share. */
export type ServiceUnderTest = {
  /** Sets apart what this test says on topics that others use. */
  readonly own: string;
  readonly url: string;
  readonly machineUrl: string;
  readonly peopleUrl: string;
  /** What the process would be told, for a test that starts one. */
  readonly environment: Readonly<Record<string, string>>;
  /** Opens, seals and erases as the other services would. */
  readonly vault: Vault;
  /** Another, which remembers nothing. */
  anotherVault(): Vault;
  /** Publishes facts as their services would, each key's numbered 1, 2, 3…; answers how to publish them again, the same. */
  publish(...facts: readonly Fact[]): Promise<() => Promise<void>>;
  /** Publishes one fact under a number or a moment of the test's choice. */
  publishAt(fact: Fact, about: { readonly aggSeq?: number; readonly at?: string }): Promise<void>;
  /** Publishes properties or people, and waits until the service knows them. */
  know(...states: readonly Fact[]): Promise<void>;
  call(path: string, call?: Call): Promise<Answer>;
  /** The `authorization` header of somebody, for what `call` cannot do. */
  authorization(as: Bearer): string;
  /** Reads and changes the service's tables, past every right. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Statements with the people's role, on one connection; the last row of each. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the rows hold
  asPeople(...texts: readonly string[]): Promise<any[]>;
  /** What the followed topics hold, whoever said it. */
  readonly log: TopicLog;
  /** What this service said about a thing, on the topics that are followed. */
  published(key: string): readonly TopicRecord[];
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops and starts. As a new group it reads every topic from the beginning, after `between`. */
  restart(how?: { readonly asNewGroup: boolean; between?(): Promise<unknown> }): Promise<void>;
  close(): Promise<void>;
};

export type Tested<Schema extends z.ZodType> = {
  /** The name of its folder. */
  readonly name: string;
  readonly environment: Schema;
  wire(kit: Kit<z.output<Schema> & ServiceConfig>): Wiring | Promise<Wiring>;
  /** Settings beside the usual ones, or in their place. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly replicas?: number;
  /** Who calls where a call does not say it. */
  readonly somebody?: Bearer;
  /** Which topics to follow. */
  readonly topics?: readonly string[];
  /** A database that the test has opened already. */
  readonly database?: TestDatabase;
};

const insertText = `
insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers) values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** Starts a service for tests. Whoever opens it closes it. */
export const serviceUnderTest = async <Schema extends z.ZodType>(
  tested: Tested<Schema>,
): Promise<ServiceUnderTest> => {
  const [database, { brokers, groupSuffix }] = await Promise.all([
    tested.database ?? postgres([tested.name]),
    kafka(),
  ]);
  const urls = database.services[tested.name];
  if (!urls) throw new Error(`The database has no schema ${tested.name}`);
  const auth = issuer();
  const environment = environmentOf(tested, { ...auth.environment, ...addressesOf(urls, brokers) });
  const lives = livesOf(tested, `${tested.name}${groupSuffix}`, environment);
  await lives.start();
  const log = await followed(brokers, tested.topics ?? []);
  const tables = new pg.Pool({ connectionString: inSchema(database.adminUrl, tested.name), max: 2 });
  const query: Query = async (text, values) => (await tables.query(text, [...(values ?? [])])).rows;
  return {
    own: groupSuffix,
    get url() {
      return lives.url(0);
    },
    machineUrl: urls.machine,
    peopleUrl: urls.people,
    environment,
    ...vaults(query, environment.VAULT_MASTER_KEY_FILE ?? ""),
    ...publisher(query),
    call: (path, call = {}) => {
      const as = call.as ?? tested.somebody;
      return send(`${lives.url(call.replica ?? 0)}${path}`, call, as && auth.authorization(as));
    },
    authorization: auth.authorization,
    query,
    asPeople: (...texts) => lastRows(urls.people, texts),
    log,
    published: (key) => log.of(key).filter(({ headers }) => lives.sources().has(headers.ce_source ?? "")),
    stop: lives.stop,
    start: lives.start,
    restart: lives.restart,
    close: async () => {
      await Promise.all([lives.stop(), log.close()]);
      await tables.end();
      await database.close();
    },
  };
};

type Query = ServiceUnderTest["query"];

const addressesOf = (urls: { machine: string; people: string }, brokers: readonly string[]) => ({
  DATABASE_URL: urls.machine,
  PEOPLE_DATABASE_URL: urls.people,
  KAFKA_BROKERS: brokers.join(","),
});

const environmentOf = (
  { settings }: Pick<Tested<z.ZodType>, "settings">,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  ...noLimits,
  PORT: "0",
  VAULT_MASTER_KEY_FILE: newMasterKey(),
  LOG_LEVEL: "error",
  ...own,
  ...settings,
});

const vaults = (query: Query, masterKeyFile: string): Pick<ServiceUnderTest, "vault" | "anotherVault"> => {
  const anotherVault = () => createVault({ masterKey: readMasterKey(masterKeyFile), query });
  return { vault: anotherVault(), anotherVault };
};

const newMasterKey = (): string => {
  const path = join(mkdtempSync(join(tmpdir(), "shouwen-key-")), "master.key");
  writeFileSync(path, randomBytes(32).toString("base64"));
  return path;
};

const inSchema = (url: string, schema: string): string => {
  const to = new URL(url);
  to.searchParams.set("options", `-c search_path=${schema}`);
  return to.href;
};

const followed = async (brokers: readonly string[], topics: readonly string[]): Promise<TopicLog> =>
  topics.length > 0
    ? followTopics({ brokers, topics })
    : { of: nothingFollowed, all: nothingFollowed, close: async () => undefined };

/** An empty answer would let a test pass that looks for what is not there. */
const nothingFollowed = (): never => {
  throw new Error("This test follows no topics: name them when the service is opened");
};

/** The replicas of a service, which are stopped and started again. */
const livesOf = <Schema extends z.ZodType>(
  tested: Tested<Schema>,
  firstGroup: string,
  environment: Readonly<Record<string, string>>,
) => {
  const config = readConfig(tested.environment, environment) as z.output<Schema> & ServiceConfig;
  const description = `${tested.name} under test`;
  const replicas = Array.from({ length: tested.replicas ?? 1 }, (_, at) => String(at + 1));
  let name = firstGroup;
  const names = new Set([firstGroup]);
  let running: readonly RunningService[] = [];
  const start = async (): Promise<void> => {
    if (running.length > 0) return;
    const definitions = replicas.map((REPLICA) => ({
      name,
      description,
      config: { ...config, REPLICA },
      wire: tested.wire,
    }));
    running = await Promise.all(definitions.map((definition) => startService(definition)));
  };
  const stop = async (): Promise<void> => {
    const stopping = running;
    running = [];
    await Promise.all(stopping.map((one) => one.stop()));
  };
  const restart: ServiceUnderTest["restart"] = async (how) => {
    await stop();
    await how?.between?.();
    if (how?.asNewGroup) name = `${firstGroup}${randomBytes(2).toString("hex")}`;
    names.add(name);
    await start();
  };
  const sources = () => new Set([...names].map((one) => `/services/${one}`));
  // A test may have started a process in its place, on the port that the environment names.
  const address = `http://127.0.0.1:${environment.PORT}`;
  return {
    url: (replica: number): string => running[replica]?.url ?? address,
    sources,
    start,
    stop,
    restart,
  };
};

const keyOf = (fact: Fact): string => fact.key ?? String(Object.values(fact.data as object)[0]);

/** Puts facts into the outbox of the service under test, whose relay carries them to their topics like anybody's. */
const publisher = (query: Query): Pick<ServiceUnderTest, "publish" | "publishAt" | "know"> => {
  const numbers = new Map<string, number>();
  const rowOf = (fact: Fact, about: { aggSeq?: number; at?: string } = {}): OutboxRow => {
    const key = keyOf(fact);
    const aggSeq = about.aggSeq ?? (numbers.get(key) ?? 0) + 1;
    numbers.set(key, aggSeq);
    const cause = { actor: null, correlationId: "test" };
    return outboxRow(fact, {
      source: "/services/test",
      aggSeq,
      now: about.at ?? new Date().toISOString(),
      cause,
    });
  };
  const insert = async (rows: readonly OutboxRow[]): Promise<void> => {
    for (const { shard, eventId, topic, key, aggSeq, type, payload, headers } of rows)
      await query(insertText, [shard, eventId, topic, key, aggSeq, type, payload, headers]);
  };
  const publish: ServiceUnderTest["publish"] = async (...facts) => {
    const rows = facts.map((fact) => rowOf(fact));
    await insert(rows);
    return () => insert(rows);
  };
  return {
    publish,
    know: async (...states) => {
      await publish(...states);
      const latest = new Map(states.map((state) => [keyOf(state), numbers.get(keyOf(state)) ?? 0]));
      // The first join of a consumer group may take long on a busy machine.
      await eventually(async () => {
        const known = await query(
          "select from known_state join unnest($1::text[], $2::bigint[]) as said(id, seq) using (id) where agg_seq >= seq",
          [[...latest.keys()], [...latest.values()]],
        );
        if (known.length < latest.size) throw new Error(`${known.length} of ${latest.size} states are known`);
      });
    },
    publishAt: (fact, about) => insert([rowOf(fact, about)]),
  };
};

const lastRows = async (url: string, texts: readonly string[]): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const rows: unknown[] = [];
    for (const text of texts) rows.push((await client.query(text)).rows.at(-1));
    return rows;
  } finally {
    await client.end();
  }
};
