import type { Fact } from "@shouwen/contracts/define-event";
import type { Database } from "./database.ts";
import type { InboxKey, OutboxRow } from "./outbox.ts";

/** What somebody must answer for later: what they did, and what else is to be known of it. No personal data. */
export type AuditEntry = {
  readonly action: string;
  readonly detail: object;
  /** Where it was done; left out for what belongs to several properties. */
  readonly propertyId?: string;
};

/** A table of aggregates: `id`, `version`, `state jsonb` and columns by which people look for them. */
export type TableShape<F extends Fact = never> = {
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
  /** Which facts somebody must answer for later: they are written into `audit` in the statement that saves them. */
  audit?(fact: F): AuditEntry | undefined;
};

/** A due moment of an aggregate. The key is unique in the service. */
export type TimerRow = {
  readonly key: string;
  readonly fireAt: string;
  readonly kind: string;
  readonly shard: number;
  readonly data: unknown;
};

/** Everything that one decision changes. It is saved whole, or not at all. */
export type Saving = {
  readonly id: string;
  /** The version that was loaded; 0 for a thing that did not exist. */
  readonly expected: number;
  readonly version: number;
  readonly state: unknown;
  readonly row: Readonly<Record<string, unknown>>;
  readonly events: readonly OutboxRow[];
  readonly arm: readonly TimerRow[];
  readonly disarm: readonly string[];
  readonly inbox: readonly InboxKey[];
  /** In the order in which it was done. */
  readonly audit: readonly (AuditEntry & { readonly actor: string })[];
};

type Statement = { readonly name: string; readonly text: string };
type Statements = { readonly each: Statement; readonly together: Statement };

const statements = new WeakMap<TableShape, Statements>();

const statementsFor = (shape: TableShape): Statements => {
  const known = statements.get(shape);
  if (known) return known;
  const text = saveStatement(shape);
  const both = {
    each: { name: `save_${shape.table}`, text },
    together: { name: `save_together_${shape.table}`, text: text + allOrNone },
  };
  statements.set(shape, both);
  return both;
};

/** Ends the statement with an error, so that all of it is undone, when any of its things had changed meanwhile. */
const allOrNone = `
where 1 / case (select count(*) from saved) when (select count(*) from r) then 1 else 0 end = 1`;

/**
 * Saves decisions about things of one table in one statement: state, outbox, timers, inbox and audit. Returns the ids that
 * were saved; the others had changed since they were loaded (load and decide again). Throws with SQLSTATE 23505, and
 * saves nothing, when an inbox row was there already (`wasHandledBefore`) or a uniqueness of the table's own is broken.
 *
 * `remember` are the causes that changed nothing: they are only marked as handled.
 *
 * One statement, because an interactive transaction of two inserts managed 0.10 of what the same rows cost in one;
 * the outbox row joins `saved`, so that its `seq` is drawn under the row's lock and is in commit order per key.
 */
export const save = async (
  database: Database,
  shape: TableShape,
  { savings, remember }: { savings: readonly Saving[]; remember: readonly InboxKey[] },
): Promise<Set<string>> => {
  const result = await database.query<{ id: string }>({
    ...statementsFor(shape).each,
    values: parametersOf(shape, savings, remember),
  });
  return new Set(result.rows.map((row) => row.id));
};

const divisionByZero = "22012";

/** Saves things that must change together, as `save` does; false, and nothing saved, when any had changed meanwhile. */
export const saveTogether = async (
  database: Database,
  shape: TableShape,
  savings: readonly Saving[],
): Promise<boolean> => {
  try {
    const { rowCount } = await database.query({
      ...statementsFor(shape).together,
      values: parametersOf(shape, savings, []),
    });
    return rowCount === savings.length;
  } catch (error) {
    if ((error as { code?: unknown }).code === divisionByZero) return false;
    throw error;
  }
};

const auditPart = `, audited as (
  insert into audit (actor, action, subject, property_id, detail)
  select a.actor, a.action, a.id, a.property_id, a.detail
  from unnest($24::text[], $25::text[], $26::text[], $27::text[], $28::jsonb[]) with ordinality
    as a(id, actor, action, property_id, detail, n)
  join saved on saved.id = a.id order by a.n
)`;

const saveStatement = ({ table, columns, audit }: TableShape): string => {
  const names = Object.keys(columns);
  const typed = Object.entries(columns)
    .map(([name, type]) => `, ${name} ${type}`)
    .join("");
  const list = names.map((name) => `, ${name}`).join("");
  const set = names.map((name) => `, ${name} = r.${name}`).join("");
  const from = names.map((name) => `, r.${name}`).join("");
  return `
with r as (
  select * from jsonb_to_recordset($1::jsonb) as r(id text, expected bigint, version bigint, state jsonb${typed})
), updated as (
  update ${table} as t set version = r.version, state = r.state${set}
  from r where r.expected > 0 and t.id = r.id and t.version = r.expected returning t.id
), inserted as (
  insert into ${table} (id, version, state${list})
  select r.id, r.version, r.state${from} from r where r.expected = 0 order by r.id
  on conflict (id) do nothing returning id
), saved as (
  select id from updated union all select id from inserted
), said as (
  insert into outbox (shard, event_id, topic, key, agg_seq, type, payload, headers)
  select e.shard, e.event_id, e.topic, e.key, e.agg_seq, e.type, e.payload, e.headers
  from unnest($2::text[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::text[])
    with ordinality as e(id, shard, event_id, topic, key, agg_seq, type, payload, headers, n)
  join saved on saved.id = e.id order by e.n
), armed as (
  insert into timer (key, fire_at, kind, aggregate_id, shard, data)
  select t.key, t.fire_at, t.kind, t.id, t.shard, t.data
  from unnest($11::text[], $12::text[], $13::timestamptz[], $14::text[], $15::smallint[], $16::jsonb[])
    as t(id, key, fire_at, kind, shard, data)
  join saved on saved.id = t.id
  on conflict (key) do update set fire_at = excluded.fire_at, kind = excluded.kind, data = excluded.data,
    tries = 0, next_try_at = null, first_failed_at = null
), disarmed as (
  delete from timer using unnest($17::text[], $18::text[]) as d(id, key), saved
  where saved.id = d.id and timer.key = d.key
), heard as (
  insert into inbox (consumer, source, event_id, body_digest)
  select i.consumer, i.source, i.event_id, i.digest
  from unnest($19::text[], $20::text[], $21::text[], $22::text[], $23::int[]) as i(id, consumer, source, event_id, digest)
  left join saved on saved.id = i.id
  where i.id is null or saved.id is not null
)${audit ? auditPart : ""}
select id from saved`;
};

type InboxRow = InboxKey & { readonly id: string | null };

const parametersOf = (
  shape: TableShape,
  savings: readonly Saving[],
  remember: readonly InboxKey[],
): unknown[] => {
  const rows = savings.map(({ id, expected, version, state, row }) => ({
    ...row,
    id,
    expected,
    version,
    state,
  }));
  const events = savings.flatMap(({ id, events }) => events.map((event) => ({ ...event, id })));
  const arm = savings.flatMap(({ id, arm }) => arm.map((timer) => ({ ...timer, id })));
  const disarm = savings.flatMap(({ id, disarm }) => disarm.map((key) => ({ id, key })));
  const received: InboxRow[] = savings.flatMap(({ id, inbox }) => inbox.map((key) => ({ ...key, id })));
  const inbox = [...received, ...remember.map((key) => ({ ...key, id: null }))];
  return [
    JSON.stringify(rows),
    ...columns(events, ["id", "shard", "eventId", "topic", "key", "aggSeq", "type", "payload", "headers"]),
    ...columns(arm, ["id", "key", "fireAt", "kind", "shard"]),
    arm.map((timer) => JSON.stringify(timer.data)),
    ...columns(disarm, ["id", "key"]),
    ...columns(inbox, ["id", "consumer", "source", "eventId", "digest"]),
    ...(shape.audit ? auditColumns(savings) : []),
  ];
};

const auditColumns = (savings: readonly Saving[]): unknown[][] => {
  const entries = savings.flatMap(({ id, audit }) =>
    audit.map(({ detail, propertyId = null, ...entry }) => ({
      ...entry,
      id,
      propertyId,
      detail: JSON.stringify(detail),
    })),
  );
  return columns(entries, ["id", "actor", "action", "propertyId", "detail"]);
};

/** Rows as columns, for `unnest`. */
export const columns = <Row>(rows: readonly Row[], names: readonly (keyof Row)[]): unknown[][] =>
  names.map((name) => rows.map((row) => row[name]));
