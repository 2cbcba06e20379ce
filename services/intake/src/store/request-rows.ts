import type { Database } from "@shouwen/event-bus/database";
import type { OutboxRow } from "@shouwen/event-bus/outbox";
import { columns } from "@shouwen/event-bus/saving";
import type { Answer } from "../domain/answer.ts";
import type { Arrival } from "./arrival.ts";

/** A request ready to be written, with its event. */
export type RequestRow = {
  readonly arrival: Arrival;
  readonly profileId: string | null;
  readonly receivedAt: string;
  readonly answer: Answer;
  readonly event: OutboxRow;
};

/**
 * Writes requests and their events in one statement. Answers the ids that were written; the others had been taken
 * before, under the same key or source id. In the order of the unique keys, so that two batches that hold the same
 * keys do not wait for each other in a circle.
 */
export const writeRequests = async (
  database: Database,
  rows: readonly RequestRow[],
): Promise<ReadonlySet<string>> => {
  const events = rows.map(({ event }) => event);
  const values = [
    ...columns(rows.map(plain), requestColumns),
    ...columns(events, ["shard", "eventId", "topic", "key", "aggSeq", "type", "payload", "headers"]),
  ];
  const result = await database.query<{ id: string }>({ name: "write_requests", text: writeText, values });
  return new Set(result.rows.map(({ id }) => id));
};

const requestColumns = [
  ...(["id", "propertyId", "profileId", "mode", "receivedAt", "contactKind", "data", "answer"] as const),
  ...(["scope", "key", "fingerprint", "system", "externalId", "importId", "line"] as const),
] as const satisfies (keyof ReturnType<typeof plain>)[];

const plain = ({ arrival, profileId, receivedAt, answer, event }: RequestRow) => ({
  id: arrival.requestId,
  propertyId: arrival.wish.propertyId,
  profileId,
  mode: arrival.wish.mode,
  receivedAt,
  contactKind: arrival.contact?.kind ?? null,
  data: event.payload,
  answer: JSON.stringify(answer),
  scope: arrival.once?.scope ?? null,
  key: arrival.once?.key ?? null,
  fingerprint: arrival.once?.fingerprint ?? null,
  system: arrival.wish.source?.system ?? null,
  externalId: arrival.wish.source?.externalId ?? null,
  importId: arrival.imported?.importId ?? null,
  line: arrival.imported?.line ?? null,
});

const writeText = `
with saved as (
  insert into request (id, property_id, profile_id, mode, received_at, contact_kind, data, answer,
    once_scope, once_key, fingerprint, source_system, source_id, import_id, import_line)
  select r.*
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::jsonb[], $8::jsonb[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::int[])
    as r(id, property_id, profile_id, mode, received_at, contact_kind, data, answer,
      once_scope, once_key, fingerprint, source_system, source_id, import_id, import_line)
  order by r.once_scope, r.once_key, r.property_id, r.source_system, r.source_id
  on conflict do nothing
  returning id
), said as (
  insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers)
  select e.shard, e.event_id, e.topic, e.key, e.agg_seq, e.type, e.payload, e.headers
  from unnest($16::smallint[], $17::text[], $18::text[], $19::text[], $20::bigint[], $21::text[], $22::text[], $23::text[])
    as e(shard, event_id, topic, key, agg_seq, type, payload, headers)
  join saved on saved.id = e.key
)
select id from saved`;
