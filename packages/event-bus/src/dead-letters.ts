import type { Database } from "./database.ts";
import type { ParkedRow } from "./parking.ts";

/** Messages that failed alike: one cause, most likely one mending. */
export type DeadLetterGroup = {
  readonly consumer: string;
  readonly type: string;
  readonly code: string;
  readonly reason: string;
  readonly fingerprint: string;
  readonly status: "parked" | "dead";
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
};

/** Which set-aside messages are meant: one, a group of alike ones, or all. */
export type DeadLetterSelection = {
  readonly id?: number;
  readonly fingerprint?: string;
  readonly consumer?: string;
};

/** Everything that waits or was given up, grouped by consumer, type and kind of error. */
export const deadLetterGroups = async (database: Database): Promise<DeadLetterGroup[]> => {
  const { rows } = await database.query<DeadLetterGroup>(
    `select consumer, type, code, min(reason) as reason, fingerprint, status, count(*) as count,
       min(first_failed_at) as "firstSeen", max(last_failed_at) as "lastSeen"
     from parked where status <> 'discarded'
     group by consumer, type, code, fingerprint, status order by count(*) desc limit 200`,
  );
  return rows;
};

const selected = `status <> 'discarded' and ($1::bigint is null or id = $1)
  and ($2::text is null or fingerprint = $2) and ($3::text is null or consumer = $3)`;

const values = ({ id, fingerprint, consumer }: DeadLetterSelection) => [
  id ?? null,
  fingerprint ?? null,
  consumer ?? null,
];

export type DeadLetter = Omit<ParkedRow, "payload"> & {
  readonly status: string;
  readonly reason: string;
  readonly nextTryAt: string;
};

/** The messages of a selection, oldest first, at most 200. Payloads stay inside: they may hold sealed data. */
export const deadLetters = async (
  database: Database,
  selection: DeadLetterSelection,
): Promise<DeadLetter[]> => {
  const { rows } = await database.query<DeadLetter>(
    `select id, status, consumer, topic, shard, message_offset::text as "offset", key, event_id as "eventId", type, headers,
       tries, code, reason, first_failed_at as "firstFailedAt", next_try_at as "nextTryAt"
     from parked where ${selected} order by id limit 200`,
    values(selection),
  );
  return rows;
};

const audited = (action: string) => `
, noted as (
  insert into audit (actor, action, subject, detail)
  select $4, '${action}', coalesce($1::text, $2, $3, 'all'), jsonb_build_object('count', count(*), 'reason', $5::text) from chosen
)
select count(*) as count from chosen`;

type Who = { readonly actor: string; readonly reason: string };

/**
 * Puts a selection back in line, in order: at once, or so many a second. Each gets all its tries, and its day of
 * waiting, anew: otherwise what had waited a day would be given up again at the first look. Answers how many. Audited.
 */
export const retryDeadLetters = async (
  database: Database,
  selection: DeadLetterSelection,
  who: Who & { readonly perSecond?: number | undefined },
): Promise<number> => {
  const { rows } = await database.query<{ count: number }>(
    `with ranked as (
       select id, row_number() over (order by id) - 1 as rank from parked where ${selected}
     ), chosen as (
       update parked set status = 'parked', tries = 0, first_failed_at = clock_timestamp(),
         next_try_at = clock_timestamp() + coalesce(rank / $6::float8, 0) * interval '1 second'
       from ranked where parked.id = ranked.id returning parked.id
     )${audited("dead_letters.retry")}`,
    [...values(selection), who.actor, who.reason, who.perSecond ?? null],
  );
  return rows[0]?.count ?? 0;
};

/** Gives a selection up for good, with a reason. The rows are kept. Audited. */
export const discardDeadLetters = async (
  database: Database,
  selection: DeadLetterSelection,
  who: Who,
): Promise<number> => {
  const { rows } = await database.query<{ count: number }>(
    `with chosen as (
       update parked set status = 'discarded' where ${selected} returning id
     )${audited("dead_letters.discard")}`,
    [...values(selection), who.actor, who.reason],
  );
  return rows[0]?.count ?? 0;
};
