import { createHash } from "node:crypto";
import type { Database } from "./database.ts";
import { BrokenContract, type Message, NotYet, OutOfSequenceEvent } from "./message.ts";
import { columns } from "./saving.ts";

/** The consumer name under which a message is parked that no consumer can even be asked about. */
export const nobody = "*";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
/** So many tries has what cannot be handled before a person must look. */
export const maxTries = 12;
const notYetForMs = 24 * 60 * minuteMs;
const longestWaitMs = 15 * minuteMs;

/** From 5 s to 15 min, doubling. */
export const backoffMs = (tries: number): number => Math.min(5 * secondMs * 2 ** (tries - 1), longestWaitMs);

/**
 * What waits for something else is looked at again after a twentieth of the time that it has waited already, by the
 * database's clock: from 2 s to 15 min. Every two seconds for a day, a thousand of them took a quarter of a core. It
 * need not be often: what it waits for wakes it (`prerequisites.ts`).
 */
const notYetWaitText = `greatest(2, least(${longestWaitMs / secondMs}, extract(epoch from clock_timestamp() - first_failed_at) / 20))`;

const isHopeless = (error: unknown): boolean =>
  error instanceof BrokenContract || error instanceof OutOfSequenceEvent;

/** What went wrong, in words that hold no data of the message: its code, and the place in our code. */
export const describeFailure = (error: unknown): { code: string; reason: string; fingerprint: string } => {
  const known = error as { code?: unknown; name?: string; message?: string; stack?: string };
  const code = typeof known.code === "string" ? known.code : (known.name ?? "fault");
  const ours = error instanceof NotYet || isHopeless(error);
  const place =
    known.stack
      ?.split("\n")
      .find((line) => line.includes("/src/"))
      ?.trim() ?? "";
  const reason = ours
    ? (known.message ?? code)
    : `${known.name ?? "Error"} ${place.replace(/\(?file:.*\/(services|packages)\//, "($1/")}`;
  const fingerprint = createHash("sha256")
    .update(`${code} ${reason.replaceAll(/\d+/g, "#")}`)
    .digest("hex")
    .slice(0, 12);
  return { code, reason: reason.slice(0, 500), fingerprint };
};

export type ParkedRow = {
  readonly id: number;
  readonly consumer: string;
  readonly topic: string;
  readonly shard: number;
  readonly offset: string;
  readonly key: string;
  readonly eventId: string;
  readonly type: string;
  readonly headers: string;
  readonly payload: string | null;
  readonly tries: number;
  readonly code: string;
  readonly firstFailedAt: string;
};

export type Parking = {
  readonly consumer: string;
  readonly message: Message;
  readonly error: unknown;
  /** How far its key was heard when it came too early. Written down with it, or a retry would see no gap. */
  readonly reachedTo?: number | undefined;
};

/** What a dead-letter topic takes of one message. A broker refuses records above 1 MB, and the shard would stand still. */
const largestCopyBytes = 262_144;

/** Copies dead messages to their dead-letter topic. Of one that is too large only the headers go; the row keeps it all. */
const copyOfDead = (from: string): string => `
insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers)
select shard, event_id, topic || '.dlq', key, 0, type,
  case when octet_length(payload) > ${largestCopyBytes} then null else payload end,
  case when octet_length(payload) > ${largestCopyBytes}
    then (headers::jsonb || jsonb_build_object('shouwen-payload-bytes', octet_length(payload)::text))::text else headers end
from ${from} where status = 'dead'`;

const parkText = `
with p as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::bigint[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::int[], $15::float8[], $16::bigint[])
  with ordinality as p(status, consumer, topic, shard, message_offset, key, event_id, type, headers, payload, code, reason,
    fingerprint, tries, delay_s, heard_to, n)
), heard as (
  insert into last_agg_seq (topic, key, agg_seq)
  select topic, key, max(heard_to) from p where heard_to is not null group by topic, key
  order by (topic || key) collate "C"
  on conflict (topic, key) do update set agg_seq = excluded.agg_seq where last_agg_seq.agg_seq < excluded.agg_seq
), parked_now as (
  insert into parked (status, consumer, topic, shard, message_offset, key, event_id, type, headers, payload, code, reason,
    fingerprint, tries, next_try_at)
  select status, consumer, topic, shard, message_offset, key, event_id, type, headers, payload, code, reason,
    fingerprint, tries, clock_timestamp() + make_interval(secs => delay_s)
  from p order by n
  on conflict (consumer, topic, event_id) do nothing
  returning *
)
${copyOfDead("parked_now")}`;

/** Sets messages aside, in order. What no retry can mend is dead at once, with a copy on the topic's `.dlq`. */
export const park = async (database: Database, parkings: readonly Parking[]): Promise<void> => {
  if (parkings.length === 0) return;
  const rows = parkings.map(rowOf);
  const names = [
    "status",
    "consumer",
    "topic",
    "shard",
    "offset",
    "key",
    "eventId",
    "type",
    "headers",
    "payload",
  ] as const;
  const failure = ["code", "reason", "fingerprint", "tries", "delayS", "reachedTo"] as const;
  await database.query({ name: "park", text: parkText, values: columns(rows, [...names, ...failure]) });
};

const rowOf = ({ consumer, message, error, reachedTo }: Parking) => ({
  ...describeFailure(error),
  status: isHopeless(error) ? "dead" : "parked",
  consumer,
  topic: message.topic,
  shard: message.partition,
  offset: message.offset,
  key: message.key,
  eventId: message.envelope.id,
  type: message.envelope.type,
  headers: headersWithReason(message, error),
  payload: message.raw.payload,
  tries: error instanceof NotYet ? 0 : 1,
  delayS: error instanceof NotYet ? 1 : backoffMs(1) / secondMs,
  reachedTo: reachedTo ?? null,
});

const headersWithReason = (message: Message, error: unknown): string =>
  storableHeaders({ ...message.raw.headers, "shouwen-reason": describeFailure(error).code });

/** PostgreSQL keeps no zero byte in a text, and in `jsonb` not even an escaped one. Anybody may write one to a topic. */
const storable = (text: string): string => text.replaceAll("\0", "\ufffd");
const storableHeaders = (headers: object): string =>
  JSON.stringify(headers, (_name, value: unknown) => (typeof value === "string" ? storable(value) : value));

/** A message that is no event at all: dead at once, so that its partition goes on. */
export const deadLetterUndecodable = async (
  database: Database,
  record: {
    topic: string;
    partition: number;
    offset: string;
    key: string;
    headers: object;
    payload: string | null;
  },
  error: Error,
): Promise<void> => {
  const values = {
    status: "dead",
    consumer: nobody,
    topic: record.topic,
    shard: record.partition,
    offset: record.offset,
    key: storable(record.key),
    eventId: `${record.topic}/${record.partition}/${record.offset}`,
    type: "undecodable",
    headers: storableHeaders({ ...record.headers, "shouwen-reason": "undecodable" }),
    payload: record.payload === null ? null : storable(record.payload),
    code: "undecodable",
    reason: error.message.slice(0, 500),
    fingerprint: createHash("sha256").update(error.message).digest("hex").slice(0, 12),
    tries: 0,
    delayS: 0,
    reachedTo: null,
  };
  const names = Object.keys(values) as (keyof typeof values)[];
  await database.query({ name: "park", text: parkText, values: columns([values], names) });
};

/** Among the parked of one key of a topic the lower number comes first, also where it was parked later: it filled a gap. */
const dueText = `
select p.id, p.consumer, p.topic, p.shard, p.message_offset::text as "offset", p.key, p.event_id as "eventId", p.type,
  p.headers, p.payload, p.tries, p.code, p.first_failed_at as "firstFailedAt"
from parked p
where p.status = 'parked' and p.next_try_at <= now() and p.shard = any($1)
  and not exists (
    select from parked earlier
    where earlier.status = 'parked' and earlier.consumer = p.consumer and earlier.topic = p.topic and earlier.key = p.key
      and (earlier.agg_seq, earlier.id) < (p.agg_seq, p.id)
  )
order by p.id limit 200`;

/** The first parked message of each key, where its time for another try has come; the oldest of all first. */
export const takeDue = async (database: Database, shards: readonly number[]): Promise<ParkedRow[]> => {
  const { rows } = await database.query<ParkedRow>({ name: "parked_due", text: dueText, values: [shards] });
  return rows;
};

/** The message was handled: it is forgotten, and the next of its key is due at once. */
export const unpark = async (database: Database, row: ParkedRow): Promise<void> => {
  await database.query(
    `with gone as (delete from parked where id = $1)
     update parked set next_try_at = clock_timestamp()
     where id = (
       select id from parked where status = 'parked' and consumer = $2 and topic = $3 and key = $4 and id <> $1
       order by agg_seq, id limit 1
     )`,
    [row.id, row.consumer, row.topic, row.key],
  );
};

/** The database failed while it was tried: that is no try of its own, and it must not keep what else is due from a turn. */
export const postpone = async (database: Database, row: ParkedRow): Promise<void> => {
  await database.query(
    `update parked set next_try_at = clock_timestamp() + make_interval(secs => ${backoffMs(1) / secondMs}) where id = $1`,
    [row.id],
  );
};

/** What a person put back in line cannot even be read: it is as dead as before, for the same reason. */
export const giveUpAgain = async (database: Database, row: ParkedRow): Promise<void> => {
  await database.query(
    "update parked set status = 'dead', last_failed_at = clock_timestamp() where id = $1",
    [row.id],
  );
};

/** Another try failed: parked again with a longer wait, or dead. Answers which. */
export const tryAgainLater = async (
  database: Database,
  row: ParkedRow,
  error: unknown,
): Promise<"parked" | "dead"> => {
  const waiting = error instanceof NotYet;
  const tries = waiting ? row.tries : row.tries + 1;
  const { rows } = await database.query<{ status: "parked" | "dead" }>(
    `with tried as (
       update parked set tries = $2, code = $3, reason = $4, fingerprint = $5, last_failed_at = clock_timestamp(),
         next_try_at = clock_timestamp() + make_interval(secs => case when $8 then ${notYetWaitText} else $6 end),
         status = case when $7 or $2 >= ${maxTries} or
           ($8 and first_failed_at < clock_timestamp() - make_interval(secs => ${notYetForMs / secondMs})) then 'dead' else status end
       where id = $1 returning *
     ), copied as (
       ${copyOfDead("tried")}
     )
     select status from tried`,
    [
      row.id,
      tries,
      ...Object.values(describeFailure(error)),
      backoffMs(tries) / secondMs,
      isHopeless(error),
      waiting,
    ],
  );
  return rows[0]?.status ?? "parked";
};
