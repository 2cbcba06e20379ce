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
