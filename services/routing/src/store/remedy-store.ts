import type { AggregateDefinition } from "@shouwen/event-bus/aggregate-store";
import type { Database } from "@shouwen/event-bus/database";
import { evolveRemedy, type RemedyState, unknownRemedy } from "../domain/remedy.ts";

/** How remedies are kept. */
export const remedyTable: AggregateDefinition<RemedyState> = {
  table: "remedy",
  columns: {
    property_id: "text",
    ticket_id: "text",
    granted_by: "text",
    status: "text",
    value_minor: "bigint",
    currency: "text",
  },
  initial: unknownRemedy,
  evolve: evolveRemedy,
  row: (state) =>
    state.status === "unknown"
      ? {}
      : {
          property_id: state.propertyId,
          ticket_id: state.ticketId,
          granted_by: state.by,
          status: state.status,
          value_minor: state.value.amountMinor,
          currency: state.value.currency,
        },
};

/** What was granted for a ticket by one person within their own limit, in the smallest unit of a currency. */
export const grantedFor = async (
  database: Database,
  { ticketId, by, currency }: { ticketId: string; by: string; currency: string },
): Promise<number> => {
  const { rows } = await database.query<{ sum: number }>({
    name: "granted_for",
    text: `select coalesce(sum(value_minor), 0)::bigint as sum from remedy
           where ticket_id = $1 and granted_by = $2 and currency = $3 and status = 'granted'
             and state ->> 'approvalId' is null`,
    values: [ticketId, by, currency],
  });
  return rows[0]?.sum ?? 0;
};
