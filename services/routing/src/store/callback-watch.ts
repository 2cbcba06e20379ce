import type { AggregateDefinition } from "@shouwen/event-bus/aggregate-store";
import type { Database } from "@shouwen/event-bus/database";
import type { CallbackWatch } from "../domain/ticket/callback-watch.ts";

/** How it is kept. */
export const callbackWatchTable: AggregateDefinition<CallbackWatch> = {
  table: "ticket_callback",
  columns: {},
  initial: { resolution: 0, open: false },
  evolve: (state) => state,
  row: () => ({}),
};

/** Whether the customer of a ticket is still to be called. */
export const isCallbackOpen = async (database: Database, ticketId: string): Promise<boolean> => {
  const { rows } = await database.query<{ open: boolean }>({
    name: "callback_open",
    text: "select (state ->> 'open')::boolean as open from ticket_callback where id = $1",
    values: [ticketId],
  });
  return rows[0]?.open ?? false;
};
