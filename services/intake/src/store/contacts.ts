import type { Database } from "@shouwen/event-bus/database";
import { newId } from "@shouwen/event-bus/ids";

/**
 * Gives every contact its profile, minted for those that nobody has had before. Two that arrive at one moment with one
 * contact get the same. In index order, so that two batches cannot wait for each other.
 */
export const profilesFor = async (
  database: Database,
  indexes: Iterable<string>,
): Promise<ReadonlyMap<string, string>> => {
  const wanted = [...new Set(indexes)].toSorted();
  if (wanted.length === 0) return new Map();
  const profiles = new Map<string, string>();
  const minted = await database.query<ContactRow>({
    text: mintText,
    values: [wanted, wanted.map(() => newId("pro"))],
  });
  for (const { blindIndex, profileId } of minted.rows) profiles.set(blindIndex, profileId);
  const taken = wanted.filter((index) => !profiles.has(index));
  if (taken.length === 0) return profiles;
  const known = await database.query<ContactRow>({ text: readText, values: [taken] });
  for (const { blindIndex, profileId } of known.rows) profiles.set(blindIndex, profileId);
  return profiles;
};

type ContactRow = { blindIndex: string; profileId: string };

const mintText = `
insert into contact (blind_index, profile_id)
select blind_index, profile_id from unnest($1::text[], $2::text[]) as offered(blind_index, profile_id)
on conflict do nothing
returning blind_index as "blindIndex", profile_id as "profileId"`;

const readText = `
select blind_index as "blindIndex", profile_id as "profileId" from contact where blind_index = any($1)`;

/** Makes erased people strangers: whoever writes from their contact next gets a profile of their own. */
export const dropContacts = async (database: Database, profileIds: readonly string[]): Promise<void> => {
  await database.query("delete from contact where profile_id = any($1)", [profileIds]);
};
