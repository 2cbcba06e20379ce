import type { AggregateDefinition } from "@shouwen/event-bus/aggregate-store";
import type { Database } from "@shouwen/event-bus/database";
import { type KnownMatter, nothingKnown } from "../domain/matter.ts";

/** How what is known of tickets is kept. */
export const matterTable: AggregateDefinition<KnownMatter> = {
  table: "matter",
  columns: {},
  initial: nothingKnown,
  evolve: (state) => state,
  row: () => ({}),
};

/** What is known of these tickets. */
export const mattersOf = async (
  database: Database,
  ticketIds: readonly string[],
): Promise<ReadonlyMap<string, KnownMatter>> => {
  if (ticketIds.length === 0) return new Map();
  const { rows } = await database.query<{ id: string; state: KnownMatter }>({
    name: "matters",
    text: "select id, state from matter where id = any($1)",
    values: [[...new Set(ticketIds)]],
  });
  return new Map(rows.map(({ id, state }) => [id, state]));
};

const longestChainOfMerges = 10;

/** The ticket itself, or the one in which it goes on after merges; undefined when that is over. */
export const openTicketBehind = async (
  database: Database,
  ticketId: string,
): Promise<KnownMatter["ticket"] | undefined> => {
  let wanted: string | null | undefined = ticketId;
  for (let hop = 0; wanted && hop < longestChainOfMerges; hop++) {
    const matter: KnownMatter | undefined = (await mattersOf(database, [wanted])).get(wanted);
    if (matter?.ticket && !matter.over) return matter.ticket;
    wanted = matter?.mergedInto;
  }
  return undefined;
};

/** The newest ticket of these customers that is not over. */
export const newestOpenTicketOf = async (
  database: Database,
  profileIds: readonly string[],
): Promise<KnownMatter["ticket"] | undefined> => {
  if (profileIds.length === 0) return undefined;
  const { rows } = await database.query<{ state: KnownMatter }>({
    name: "newest_open_matter",
    text: `select state from matter where state #>> '{ticket,profileId}' = any($1)
             and coalesce((state ->> 'over')::boolean, false) = false
           order by id desc limit 1`,
    values: [profileIds],
  });
  return rows[0]?.state.ticket;
};
