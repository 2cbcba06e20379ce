import type { Instant } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import { columns } from "@shouwen/event-bus/saving";

/** What was last said about the erasure of a customer. */
export type ErasureSaid = { readonly profileId: string; readonly requested: boolean; readonly at: Instant };

/** Whose erasure is asked for and not withdrawn. Nobody writes to them. */
export type ErasureRequests = {
  /** Keeps the latest by its moment, so that hearing an older one again changes nothing. */
  keep(said: readonly ErasureSaid[]): Promise<void>;
  /** Which of these people asked to be erased. Always read afresh. */
  among(profileIds: readonly string[]): Promise<ReadonlySet<string>>;
};

export const openErasureRequests = (database: Database): ErasureRequests => ({
  keep: async (said) => {
    const latest = new Map<string, ErasureSaid>();
    for (const one of said)
      if ((latest.get(one.profileId)?.at ?? "") <= one.at) latest.set(one.profileId, one);
    const rows = [...latest.values()].toSorted((a, b) => (a.profileId < b.profileId ? -1 : 1));
    await database.query({
      name: "keep_erasure_requests",
      text: `insert into erasure_request (profile_id, requested, said_at)
             select * from unnest($1::text[], $2::boolean[], $3::timestamptz[])
             on conflict (profile_id) do update set requested = excluded.requested, said_at = excluded.said_at
               where erasure_request.said_at <= excluded.said_at`,
      values: columns(rows, ["profileId", "requested", "at"]),
    });
  },
  among: async (profileIds) => {
    if (profileIds.length === 0) return new Set();
    const { rows } = await database.query<{ id: string }>({
      name: "erasure_requested_among",
      text: "select profile_id as id from erasure_request where requested and profile_id = any($1)",
      values: [[...new Set(profileIds)]],
    });
    return new Set(rows.map(({ id }) => id));
  },
});
