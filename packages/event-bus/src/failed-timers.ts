import type { Database } from "./database.ts";
import type { ParkedRow } from "./parking.ts";
import { backoffMs, describeFailure, maxTries } from "./parking.ts";
import type { DueTimer } from "./timers.ts";

/** With its kind behind it, the name under which a timer stands among the dead letters. */
const prefix = "timer ";

/** Whether what was set aside is a timer, and no message. */
export const isTimer = ({ consumer }: Pick<ParkedRow, "consumer">): boolean => consumer.startsWith(prefix);

const failedText = `
with failed as (
  update timer set tries = tries + 1, first_failed_at = coalesce(first_failed_at, clock_timestamp()),
    next_try_at = clock_timestamp() + make_interval(secs => $6)
  where key = $1 and fire_at = $2 and tries + 1 < ${maxTries} returning 1
), gone as (
  delete from timer where key = $1 and fire_at = $2 and tries + 1 >= ${maxTries} returning *
), parked_now as (
  insert into parked (status, consumer, topic, shard, message_offset, key, event_id, type, headers, payload, code, reason,
    fingerprint, tries, first_failed_at, next_try_at)
  select 'dead', '${prefix}' || kind, 'timer', shard, 0, aggregate_id, key || ' ' || fire_at, kind,
    jsonb_build_object('key', key, 'fireAt', fire_at)::text, data::text, $3, $4, $5, ${maxTries},
    coalesce(first_failed_at, clock_timestamp()), clock_timestamp()
  from gone
  on conflict (consumer, topic, event_id) do update set status = 'dead', code = excluded.code, reason = excluded.reason,
    fingerprint = excluded.fingerprint, last_failed_at = clock_timestamp()
  returning 1
)
select exists (select from parked_now) as "givenUp"`;

/**
 * A timer could not be fired: it waits from 5 s to 15 min, doubling, and after twelve tries it is set aside beside the
 * dead letters, where a person tries it again or gives it up. Returns whether it was set aside.
 */
export const timerFailed = async (
  database: Database,
  due: DueTimer & { readonly tries: number },
  error: unknown,
): Promise<boolean> => {
  const { code, reason, fingerprint } = describeFailure(error);
  const waitS = backoffMs(due.tries + 1) / 1_000;
  const { rows } = await database.query<{ givenUp: boolean }>({
    name: "timer_failed",
    text: failedText,
    values: [due.key, due.fireAt, code, reason, fingerprint, waitS],
  });
  return rows[0]?.givenUp ?? false;
};

const armAgainText = `
with gone as (
  delete from parked where id = $1 returning *
)
insert into timer (key, fire_at, kind, aggregate_id, shard, data)
select headers::jsonb ->> 'key', (headers::jsonb ->> 'fireAt')::timestamptz, type, key, shard, payload::jsonb from gone
on conflict (key) do nothing`;

/** A person wants a timer tried again: it is armed as it was, unless its thing has armed another meanwhile. */
export const armAgain = async (database: Database, row: Pick<ParkedRow, "id">): Promise<void> => {
  await database.query(armAgainText, [row.id]);
};
