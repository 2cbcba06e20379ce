import type { Language, Tier } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import type { Answer } from "../domain/answer.ts";
import type { Arrival, ImportedRow } from "./arrival.ts";

/** The request that was taken under this key or under its source's id before. */
export type Earlier = {
  readonly answer: Answer;
  /** Null when it was found by the source's id, which stands for the request whatever else it says. */
  readonly fingerprint: string | null;
  readonly imported: ImportedRow | null;
};

/** What is known about an arrival before it is written down. */
export type FirstLook = {
  readonly earlier: Earlier | null;
  readonly profileId: string | null;
  readonly customer: {
    readonly tier: Tier;
    readonly language: Language;
    /** Sealed. */
    readonly displayName: string | null;
  } | null;
  readonly openTickets: readonly string[];
  readonly duplicates: readonly string[];
};

// Not a named statement: it would be planned once, while the tables are small, and then read them whole.
const lookText = `
select clock_timestamp() as now, e.answer, e.fingerprint, e.import_id as "importId", e.import_line as "importLine",
  c.profile_id as "profileId", k.state as profile,
  coalesce(o.tickets, '{}') as "openTickets", coalesce(d.tickets, '{}') as duplicates
from jsonb_to_recordset($1::jsonb) as a(n int, once_scope text, once_key text, property_id text, source_system text,
  source_id text, blind_index text, category text, place text)
left join lateral (
  select answer, fingerprint, import_id, import_line, 1 as rank from request
  where once_scope = a.once_scope and once_key = a.once_key
  union all
  select answer, null, import_id, import_line, 2 from request
  where property_id = a.property_id and source_system = a.source_system and source_id = a.source_id
  order by rank limit 1
) as e on true
left join lateral (select profile_id from contact where blind_index = a.blind_index limit 1) as c on true
left join lateral (
  select state from known_state where topic = 'shouwen.profile_state' and id = c.profile_id and state <> 'null'::jsonb limit 1
) as k on true
left join lateral (
  select array_agg(id) as tickets from (
    select id from ticket_watch where open and profile_id = c.profile_id and property_id = a.property_id
    order by opened_at desc limit 20) as t
) as o on true
left join lateral (
  select array_agg(distinct id) as tickets from (
    (select id from ticket_watch where open and profile_id = c.profile_id and property_id = a.property_id
       and category = a.category and opened_at > now() - interval '24 hours' order by opened_at desc limit 20)
    union all
    (select id from ticket_watch where open and place = a.place and property_id = a.property_id
       and category = a.category and opened_at > now() - interval '24 hours' order by opened_at desc limit 20)) as t
) as d on true
order by a.n`;

type Row = {
  now: string;
  answer: Answer | null;
  fingerprint: string | null;
  importId: string | null;
  importLine: number | null;
  profileId: string | null;
  profile: { tier: Tier; language: Language; displayName: string | null } | null;
  openTickets: string[];
  duplicates: string[];
};

/** An arrival with the category under which duplicates are looked for; null where none are wanted. */
export type Looking = { readonly arrival: Arrival; readonly category: string | null };

/** Reads all that is known about a batch in one statement, and the database's clock. In the order given. */
export const lookFirst = async (
  database: Database,
  batch: readonly Looking[],
): Promise<{ looks: readonly FirstLook[]; now: string }> => {
  const { rows } = await database.query<Row>({
    text: lookText,
    values: [JSON.stringify(batch.map(askedOf))],
  });
  return { now: rows[0]?.now ?? "", looks: rows.map(lookOf) };
};

const lookOf = (row: Row): FirstLook => ({
  earlier: row.answer && {
    answer: row.answer,
    fingerprint: row.fingerprint,
    imported:
      row.importId === null || row.importLine === null
        ? null
        : { importId: row.importId, line: row.importLine },
  },
  profileId: row.profileId,
  customer: row.profile && {
    tier: row.profile.tier,
    language: row.profile.language,
    displayName: row.profile.displayName,
  },
  openTickets: row.openTickets,
  duplicates: row.duplicates,
});

const askedOf = ({ arrival: { once, draft, contact }, category }: Looking, n: number) => ({
  n,
  once_scope: once?.scope,
  once_key: once?.key,
  property_id: draft.propertyId,
  source_system: draft.source?.system,
  source_id: draft.source?.externalId,
  blind_index: contact?.index,
  category,
  place: category === null ? null : draft.place,
});
