import type { Instant } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import { columns } from "@shouwen/event-bus/saving";

/** A customer's contact as it is now, by blind index; null when there is none that could be read. */
export type IndexedContact = {
  readonly profileId: string;
  readonly contactIndex: string | null;
  readonly aggSeq: number;
};

/** Whose number or address it is, and from which an opt-out word came. Nothing here can be turned back into one. */
export type ContactIndex = {
  /** Keeps the newest that was heard of each customer. */
  keep(contacts: readonly IndexedContact[]): Promise<void>;
  profilesOf(contactIndex: string): Promise<readonly string[]>;
  /** From now on, by the database's clock. */
  optOut(contactIndex: string): Promise<void>;
  /** Lifts what was said from this very number or address. False when nothing was. */
  optIn(contactIndex: string): Promise<boolean>;
  /** A person allowed it at a moment: what was said from their present contact before is lifted. */
  liftOptOut(profileId: string, allowedAt: Instant): Promise<void>;
  /** Which of these are opted out. Always read afresh. */
  optedOut(contactIndexes: readonly string[]): Promise<ReadonlySet<string>>;
  erase(profileIds: readonly string[]): Promise<void>;
  /** Which of these people are erased. */
  erased(profileIds: readonly string[]): Promise<ReadonlySet<string>>;
};

export const openContactIndex = (database: Database): ContactIndex => ({
  keep: (contacts) => keep(database, contacts),
  profilesOf: async (contactIndex) => {
    const { rows } = await database.query<{ id: string }>({
      name: "profiles_of_contact",
      text: "select profile_id as id from contact_of_profile where contact_index = $1 order by profile_id",
      values: [contactIndex],
    });
    return rows.map(({ id }) => id);
  },
  optOut: async (contactIndex) => {
    await database.query({
      name: "contact_opt_out",
      text: `insert into contact_opt_out (contact_index, said_at) values ($1, clock_timestamp())
             on conflict (contact_index) do update set said_at = excluded.said_at`,
      values: [contactIndex],
    });
  },
  optIn: async (contactIndex) => {
    const { rowCount } = await database.query({
      name: "contact_opt_in",
      text: "delete from contact_opt_out where contact_index = $1",
      values: [contactIndex],
    });
    return (rowCount ?? 0) > 0;
  },
  liftOptOut: async (profileId, allowedAt) => {
    await database.query({
      name: "lift_contact_opt_out",
      text: `delete from contact_opt_out using contact_of_profile p
             where p.profile_id = $1 and contact_opt_out.contact_index = p.contact_index and contact_opt_out.said_at <= $2`,
      values: [profileId, allowedAt],
    });
  },
  optedOut: (contactIndexes) =>
    among(database, contactIndexes, {
      name: "contacts_opted_out",
      text: "select contact_index as id from contact_opt_out where contact_index = any($1)",
    }),
  erase: async (profileIds) => {
    await database.query({
      name: "erase_profiles",
      text: `with erased as (
               insert into erased_profile (profile_id, erased_at)
               select id, clock_timestamp() from unnest($1::text[]) as e(id) order by id on conflict do nothing
             )
             update contact_of_profile set contact_index = null where profile_id = any($1)`,
      values: [profileIds],
    });
  },
  erased: (profileIds) =>
    among(database, profileIds, {
      name: "profiles_erased",
      text: "select profile_id as id from erased_profile where profile_id = any($1)",
    }),
});

const among = async (
  database: Database,
  ids: readonly string[],
  statement: { name: string; text: string },
): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set();
  const { rows } = await database.query<{ id: string }>({ ...statement, values: [[...new Set(ids)]] });
  return new Set(rows.map(({ id }) => id));
};

const keep = async (database: Database, contacts: readonly IndexedContact[]): Promise<void> => {
  const newest = new Map<string, IndexedContact>();
  for (const contact of contacts)
    if ((newest.get(contact.profileId)?.aggSeq ?? 0) <= contact.aggSeq)
      newest.set(contact.profileId, contact);
  const rows = [...newest.values()].toSorted((a, b) => (a.profileId < b.profileId ? -1 : 1));
  await database.query({
    name: "keep_contacts",
    text: `insert into contact_of_profile (profile_id, contact_index, agg_seq)
           select c.profile_id, c.contact_index, c.agg_seq
           from unnest($1::text[], $2::text[], $3::bigint[]) as c(profile_id, contact_index, agg_seq)
           where not exists (select from erased_profile e where e.profile_id = c.profile_id)
           on conflict (profile_id) do update set contact_index = excluded.contact_index, agg_seq = excluded.agg_seq
             where contact_of_profile.agg_seq <= excluded.agg_seq`,
    values: columns(rows, ["profileId", "contactIndex", "aggSeq"]),
  });
};
