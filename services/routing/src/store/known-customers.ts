import type { Database } from "@shouwen/event-bus/database";
import type { KnownCustomer } from "../domain/open-ticket.ts";

/** What is known of some customers: who owns their newest open ticket, and their complaints of the last year. */
export const knownCustomers = async (
  database: Database,
  profileIds: readonly string[],
): Promise<ReadonlyMap<string, KnownCustomer>> => {
  if (profileIds.length === 0) return new Map();
  const { rows } = await database.query<KnownCustomer & { id: string }>({
    name: "known_customers",
    text: `select profile_id as id,
             (array_agg(owner_id order by received_at desc)
               filter (where closed_at is null and mode = 'live' and owner_id is not null))[1] as "returnsTo",
             count(*) filter (where kind = 'complaint' and received_at > now() - interval '365 days') as complaints
           from ticket where profile_id = any($1) group by profile_id`,
    values: [profileIds],
  });
  return new Map(rows.map(({ id, ...known }) => [id, known]));
};
