import type { Database } from "./database.ts";
import { handleChecked } from "./dispatcher.ts";
import type { Consumer, Message } from "./message.ts";
import { park } from "./parking.ts";
import { shardOf } from "./shard.ts";
import { messageOf } from "./subscription.ts";

/** An event as it was said once, whole enough to be heard again. */
export type ArchivedEvent = {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | null;
};

/** Where to go on in an archive: the moment (to the microsecond) and number of the last event that was read. */
export type ArchivePlace = { readonly at: string; readonly seq: number };

export type ArchiveQuestion = {
  readonly from: string;
  readonly to: string;
  readonly types?: readonly string[] | undefined;
  readonly after?: ArchivePlace | undefined;
  readonly limit: number;
};

const archiveText = `
select topic, key, headers, payload, seq,
  to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
from event_archive
where created_at >= $1 and created_at < $2 and topic not like '%.dlq' and ($3::text[] is null or type = any($3))
  and ($4::timestamptz is null or (created_at, seq) > ($4, $5::bigint))
order by created_at, seq limit $6`;

/** Reads what this service said between two moments, oldest first, and where to go on. Copies of dead letters are none. */
export const readArchive = async (
  database: Database,
  { from, to, types, after, limit }: ArchiveQuestion,
): Promise<{ events: readonly ArchivedEvent[]; next: ArchivePlace | undefined }> => {
  const { rows } = await database.query<ArchivePlace & Omit<ArchivedEvent, "headers"> & { headers: string }>(
    archiveText,
    [from, to, types ?? null, after?.at ?? null, after?.seq ?? null, limit],
  );
  const last = rows.at(-1);
  return {
    events: rows.map(eventOf),
    next: last && rows.length === limit ? { at: last.at, seq: last.seq } : undefined,
  };
};

/** Which event is meant: its id, and the thing that it is about, by which an archive is sorted. */
export type EventReference = { readonly key: string; readonly eventId: string };

const archivedText = `
select topic, key, headers, payload from event_archive
where key = any($1) and event_id = any($2) and topic not like '%.dlq' order by created_at, seq`;

/** Reads events that this service said, by their ids, in the order in which they were said. Others are left out. */
export const archivedEvents = async (
  database: Database,
  references: readonly EventReference[],
): Promise<readonly ArchivedEvent[]> => {
  const { rows } = await database.query<Omit<ArchivedEvent, "headers"> & { headers: string }>(archivedText, [
    references.map(({ key }) => key),
    references.map(({ eventId }) => eventId),
  ]);
  return rows.map(eventOf);
};

const eventOf = (row: Omit<ArchivedEvent, "headers"> & { headers: string }): ArchivedEvent => ({
  topic: row.topic,
  key: row.key,
  payload: row.payload,
  headers: JSON.parse(row.headers) as Record<string, string>,
});

/** What became of a replay: how often a consumer handled an event anew, knew it already, or failed and set it aside. */
export type Replayed = { handled: number; known: number; parked: number };

/**
 * Lets consumers hear events once more, in the order in which they are given. Offsets stay where they are. Nothing is
 * held against an event for being old: the inbox decides whether it is new to a consumer.
 */
export const replayEvents = async (
  runtime: { readonly database: Database; readonly consumers: readonly Consumer[] },
  events: readonly ArchivedEvent[],
): Promise<Replayed> => {
  const messages = events.map(messageFrom);
  const replayed: Replayed = { handled: 0, known: 0, parked: 0 };
  for (const consumer of runtime.consumers) {
    const share = messages.filter(({ envelope }) => consumer.types.includes(envelope.type));
    if (share.length === 0) continue;
    const known = await knownTo(runtime.database, consumer, share);
    const fresh = share.filter(({ envelope }) => !known.has(envelope.id));
    const failures = await handleChecked(consumer, fresh);
    await park(
      runtime.database,
      [...failures].map(([message, error]) => ({ consumer: consumer.name, message, error })),
    );
    replayed.known += known.size;
    replayed.parked += failures.size;
    replayed.handled += fresh.length - failures.size;
  }
  return replayed;
};

const messageFrom = ({ topic, key, headers, payload }: ArchivedEvent): Message =>
  messageOf({
    topic,
    partition: shardOf(key),
    record: {
      key: Buffer.from(key),
      value: payload === null ? null : Buffer.from(payload),
      headers: { ...headers },
      offset: "-1",
      timestamp: "0",
      attributes: 0,
    },
  });

const knownTo = async (
  database: Database,
  consumer: Consumer,
  messages: readonly Message[],
): Promise<Set<string>> => {
  const { rows } = await database.query<{ id: string }>(
    "select event_id as id from inbox where consumer = $1 and event_id = any($2)",
    [consumer.name, messages.map(({ envelope }) => envelope.id)],
  );
  return new Set(rows.map(({ id }) => id));
};
