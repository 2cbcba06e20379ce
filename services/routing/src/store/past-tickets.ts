import type { Database } from "@shouwen/event-bus/database";
import type { Ticket } from "../domain/ticket/ticket.ts";

const perPage = 2_000;

export type Period = { readonly from: string; readonly to: string };

/** The tickets of a property that were received in a period, oldest first, in pages, so that no memory runs full. */
export async function* pastTickets(
  database: Database,
  propertyId: string,
  { from, to }: Period,
): AsyncGenerator<readonly Ticket[]> {
  let after = { receivedAt: from, id: "" };
  for (;;) {
    const { rows } = await database.query<{ id: string; receivedAt: string; state: Ticket }>({
      name: "past_tickets",
      text: `select id, received_at as "receivedAt", state from ticket
             where property_id = $1 and received_at >= $2 and received_at < $3
               and (received_at, id) > ($4, $5) order by received_at, id limit ${perPage}`,
      values: [propertyId, from, to, after.receivedAt, after.id],
    });
    if (rows.length > 0) yield rows.map(({ state }) => state);
    const last = rows.at(-1);
    if (rows.length < perPage || !last) return;
    after = { receivedAt: last.receivedAt, id: last.id };
  }
}

/** The next open live tickets of a property, by id. */
export const openTicketIds = async (
  database: Database,
  { propertyId, after, limit }: { propertyId: string; after: string; limit: number },
): Promise<readonly string[]> => {
  const { rows } = await database.query<{ id: string }>({
    name: "open_ticket_ids",
    text: `select id from ticket
           where property_id = $1 and mode = 'live' and id > $2
             and status in ('queued', 'offered', 'accepted', 'in_progress', 'waiting')
           order by id limit $3`,
    values: [propertyId, after, limit],
  });
  return rows.map(({ id }) => id);
};
