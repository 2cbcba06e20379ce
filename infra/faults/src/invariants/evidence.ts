import pg from "pg";
import type { FaultEnvironment } from "../fault-environment.ts";
import type { Journal, Promised } from "../journal.ts";
import { type LogRecord, readTopics, type TopicLog } from "./topic-log.ts";

/** One message as the SMS provider or the mail inbox got it. */
export type Delivery = { readonly channel: "sms" | "email"; readonly messageId: string };

/** Everything that a verdict is made of, gathered when nothing moves any more. */
export type Evidence = {
  readonly promised: readonly Promised[];
  readonly log: TopicLog;
  /** The facts of each key in the order of their numbers. */
  readonly byKey: ReadonlyMap<string, readonly LogRecord[]>;
  readonly deliveries: readonly Delivery[];
  readonly traces: string;
  /** When this run began, in ms since 1970. What was before has been judged before. */
  readonly since: number;
  /** The longest time that something was away, in ms: nothing can be more punctual than that. */
  readonly longestHarmMs: number;
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
};

/** What an invariant says against the evidence, a line each; none when it holds. */
export type Verdict = {
  readonly lost?: readonly string[];
  readonly doubled?: readonly string[];
  readonly disordered?: readonly string[];
  readonly wrong?: readonly string[];
};

export const servicesWithData = [
  "intake",
  "routing",
  "callbacks",
  "messaging",
  "scoring",
  "profiles",
  "workforce",
] as const;

/** What a sink still knows of; a run with more deliveries would be judged by what was forgotten. */
const SINK_KEEPS = 200_000;

const readJson = async <Body>(url: string): Promise<Body> => (await fetch(url)).json() as Promise<Body>;

const deliveriesOf = async ({ sms, mail }: FaultEnvironment["stack"]["helpers"]): Promise<Delivery[]> => {
  const texts = await readJson<{ clientRef: string }[]>(`${sms}/messages?limit=${SINK_KEEPS}`);
  const mails = await readJson<{ messageId: string | null }[]>(`${mail}/mails?limit=${SINK_KEEPS}`);
  if (Math.max(texts.length, mails.length) === SINK_KEEPS)
    throw new Error(`A sink keeps ${SINK_KEEPS} messages only: send fewer in one run`);
  return [
    ...texts.map(({ clientRef }) => ({ channel: "sms" as const, messageId: clientRef })),
    ...mails.map(({ messageId }) => ({
      channel: "email" as const,
      messageId: /^<([^@]+)@/.exec(messageId ?? "")?.[1] ?? "",
    })),
  ];
};

/** Gathers the evidence and hands it to `judge`; the connection to the database lives as long as that. */
export const withEvidence = async <Result>(
  { stack }: FaultEnvironment,
  { journal, since, longestHarmMs }: { journal: Journal; since: number; longestHarmMs: number },
  judge: (evidence: Evidence) => Promise<Result>,
): Promise<Result> => {
  const [log, deliveries] = await Promise.all([readTopics(stack.kafka.brokers), deliveriesOf(stack.helpers)]);
  const client = new pg.Client({ connectionString: stack.postgres.url });
  await client.connect();
  try {
    const byKey = new Map(
      [...Map.groupBy(log.records, ({ topic, key }) => `${topic} ${key}`)].map(([key, records]) => [
        key,
        records.toSorted((one, other) => one.aggSeq - other.aggSeq),
      ]),
    );
    return await judge({
      promised: journal.all(),
      log,
      byKey,
      deliveries,
      traces: stack.otlp,
      since,
      longestHarmMs,
      query: async (text, values = []) => (await client.query(text, [...values])).rows,
    });
  } finally {
    await client.end();
  }
};
