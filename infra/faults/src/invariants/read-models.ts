import { isDeepStrictEqual } from "node:util";
import { isStateTopic } from "@shouwen/contracts/catalogue";
import { type Evidence, servicesWithData, type Verdict } from "./evidence.ts";
import type { LogRecord } from "./topic-log.ts";

/** A read model as the log would have it, and as it is: both by id, in a form that can be compared. */
type Model = {
  readonly name: string;
  readonly text: string;
  /** undefined where the log says nothing about this key. */
  folded(records: readonly LogRecord[]): Readonly<Record<string, unknown>> | undefined;
  readonly topic: string;
};

const lastOf = (records: readonly LogRecord[], ...types: readonly string[]): LogRecord | undefined =>
  records.findLast(({ type }) => types.length === 0 || types.includes(type));

const isLive = (records: readonly LogRecord[]): boolean => records[0]?.data?.mode !== "history";

const callbackStatus: Readonly<Record<string, string>> = {
  "callback.completed.v1": "completed",
  "callback.expired.v1": "expired",
};

const messageStatus = (type: string): string => type.replace("message.", "").replace(".v1", "");

const endsOf: Readonly<Record<string, string>> = {
  "ticket.closed.v1": "closed",
  "ticket.cancelled.v1": "cancelled",
};

/** What intake follows of a ticket: whether it is open, and in whose hands. */
const watchedTypes: readonly string[] = [
  ...["ticket.opened.v1", "ticket.reopened.v1", ...Object.keys(endsOf)],
  ...["ticket.owner_assigned.v1", "ticket.owner_handed_over.v1", "ticket.queued.v1"],
  ...["ticket.accepted.v1", "ticket.handed_over.v1"],
];

const models: readonly Model[] = [
  {
    name: "routing.ticket",
    topic: "shouwen.ticket",
    text: `select id, jsonb_build_object('version', version, 'owner', owner_id, 'handler', handler_id, 'over',
             case when status in ('closed', 'cancelled') then status end) as row from routing.ticket`,
    folded: (records) => {
      const last = lastOf(records);
      return {
        version: last?.aggSeq,
        owner: last?.data?.ownerId,
        handler: last?.data?.handlerId,
        over: endsOf[lastOf(records, ...Object.keys(endsOf), "ticket.reopened.v1")?.type ?? ""] ?? null,
      };
    },
  },
  {
    name: "messaging.matter",
    topic: "shouwen.ticket",
    text: `select id, jsonb_build_object('owner', state->'ownerId') as row from messaging.matter
           where state->'ticket' <> 'null'::jsonb`,
    folded: (records) => {
      const last = lastOf(records, "ticket.owner_assigned.v1", "ticket.owner_handed_over.v1");
      const opened = lastOf(records, "ticket.opened.v1");
      return isLive(records) && opened ? { owner: (last ?? opened).data?.ownerId } : undefined;
    },
  },
  {
    name: "intake.ticket_watch",
    topic: "shouwen.ticket",
    text: "select id, jsonb_build_object('open', open, 'by', said_by) as row from intake.ticket_watch",
    folded: (records) => {
      const last = lastOf(records, ...watchedTypes);
      if (!last || !isLive(records)) return undefined;
      return { open: endsOf[last.type] === undefined, by: last.aggSeq };
    },
  },
  {
    name: "callbacks.callback",
    topic: "shouwen.callback",
    text: `select id, jsonb_build_object('over', case when status <> 'scheduled' then status end, 'dials', dials) as row
           from callbacks.callback`,
    folded: (records) => ({
      over: callbackStatus[lastOf(records, ...Object.keys(callbackStatus))?.type ?? ""] ?? null,
      dials: records.filter(({ type }) => type === "callback.attempted.v1").length,
    }),
  },
  {
    name: "messaging.message",
    topic: "shouwen.message",
    text: "select id, jsonb_build_object('status', status) as row from messaging.message where status <> 'sending'",
    folded: (records) => ({ status: messageStatus(lastOf(records)?.type ?? "") }),
  },
];

/** As it comes back from the database. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));

const differences = async ({ byKey, query }: Evidence, model: Model): Promise<string[]> => {
  const rows = await query<{ id: string; row: unknown }>(model.text);
  const actual = new Map(rows.map(({ id, row }) => [id, row]));
  const heard = [...byKey.values()].filter(
    (records) => records[0]?.topic === model.topic && records[0].data !== undefined,
  );
  const wanted = new Map(
    heard
      .filter((records) => !isForeign(records))
      .map((records) => [records[0]?.key ?? "", plain(model.folded(records))]),
  );
  const lines = [...wanted]
    .filter(([id, row]) => !isDeepStrictEqual(row, actual.get(id)))
    .map(
      ([id, row]) =>
        `${model.name} ${id} is ${JSON.stringify(actual.get(id))}, the log says ${JSON.stringify(row)}`,
    );
  const unheard = [...actual.keys()].filter((id) => !wanted.has(id));
  return [...lines, ...unheard.map((id) => `${model.name} has ${id}, the log does not`)];
};

/** One after the other: they share a connection. */
const modelDifferences = async (evidence: Evidence): Promise<string[]> => {
  const lines: string[] = [];
  for (const model of models) lines.push(...(await differences(evidence, model)));
  return lines;
};

/** Keys that a row of the campaign made up, to be heard by somebody else. */
const isForeign = (records: readonly LogRecord[]): boolean =>
  records.every(({ id }) => id.startsWith("f0f0f0f0-"));

/** The newest state of every key of the state topics. */
const newestStates = (records: readonly LogRecord[]): ReadonlyMap<string, LogRecord> => {
  const newest = new Map<string, LogRecord>();
  for (const record of records) {
    const place = `${record.topic} ${record.key}`;
    if (isStateTopic(record.topic) && (newest.get(place)?.aggSeq ?? 0) <= record.aggSeq)
      newest.set(place, record);
  }
  return newest;
};

const statesKnownTo = async ({ query }: Evidence, service: string) => {
  const rows = await query<{ topic: string; id: string; n: string; state: unknown }>(
    `select topic, id, agg_seq as n, state from ${service}.known_state`,
  );
  return {
    topics: new Set(rows.map(({ topic }) => topic)),
    states: new Map(rows.map((row) => [`${row.topic} ${row.id}`, row])),
  };
};

/** What each service keeps of other services' states, against the newest that were said. */
const stateDifferences = async (evidence: Evidence): Promise<string[]> => {
  const newest = [...newestStates(evidence.log.records)];
  const lines: string[] = [];
  for (const service of servicesWithData) {
    const { topics, states } = await statesKnownTo(evidence, service);
    const differing = newest
      .filter(([, { topic }]) => topics.has(topic))
      .filter(([place, { data }]) => !isDeepStrictEqual(states.get(place)?.state ?? null, data ?? null));
    lines.push(
      ...differing.map(
        ([place, { aggSeq }]) =>
          `${service} knows ${place} as of ${states.get(place)?.n ?? "never"}, the log is at ${aggSeq}`,
      ),
    );
  }
  return lines;
};

/** I8: every read model equals a fold of the log. */
export const everyReadModelIsAFold = async (evidence: Evidence): Promise<Verdict> => ({
  wrong: [...(await modelDifferences(evidence)), ...(await stateDifferences(evidence))],
});
