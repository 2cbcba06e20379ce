import { readModel } from "@shouwen/event-bus/aggregate";
import type { Database } from "@shouwen/event-bus/database";
import { tables } from "./generated/tables.ts";

/** How it is kept. */
export const callbackWatchTable = readModel({
  table: tables.ticketCallback,
  initial: { resolution: 0, open: false },
  row: () => ({}),
});

/** Whether the customer of a ticket is still to be called. */
export const isCallbackOpen = async (database: Database, ticketId: string): Promise<boolean> => {
  const { rows } = await database.query<{ open: boolean }>({
    name: "callback_open",
    text: "select (state ->> 'open')::boolean as open from ticket_callback where id = $1",
    values: [ticketId],
  });
  return rows[0]?.open ?? false;
};

/** Resolved tickets whose grace window ended ten minutes ago or earlier, without a callback that is still to be made. */
export const ticketsPastGrace = async (database: Database, limit: number): Promise<readonly string[]> => {
  const { rows } = await database.query<{ id: string }>({
    name: "tickets_past_grace",
    text: `select t.id from ticket t left join ticket_callback c on c.id = t.id
           where t.status = 'resolved' and t.closed_at is null and t.mode = 'live'
             and (t.state ->> 'closesAt')::timestamptz < now() - interval '10 minutes'
             and not coalesce((c.state ->> 'open')::boolean, false)
           limit $1`,
    values: [limit],
  });
  return rows.map(({ id }) => id);
};
