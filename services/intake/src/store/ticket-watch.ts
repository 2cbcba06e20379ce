import type { Database } from "@shouwen/event-bus/database";
import type { TicketWatch } from "../domain/ticket-watch.ts";

const keepText = `
insert into ticket_watch (id, said_by, property_id, profile_id, category, place, number, opened_at, open,
  owner_id, handler_id, team_id)
select distinct on (id) id, said_by, property_id, profile_id, category,
  first_value(place) over (partition by id order by said_by),
  first_value(number) over (partition by id order by said_by),
  first_value(opened_at) over (partition by id order by said_by), open, owner_id, handler_id, team_id
from jsonb_to_recordset($1::jsonb) as t(id text, said_by bigint, property_id text, profile_id text, category text,
  place text, number text, opened_at timestamptz, open boolean, owner_id text, handler_id text, team_id text)
order by id, said_by desc
on conflict (id) do update set said_by = excluded.said_by, profile_id = excluded.profile_id,
  category = excluded.category, open = excluded.open, owner_id = excluded.owner_id,
  handler_id = excluded.handler_id, team_id = excluded.team_id
  where ticket_watch.said_by < excluded.said_by`;

/** Keeps what the newest event says of each ticket; when and where it was opened stays as the first one said. */
export const keepTickets = async (database: Database, tickets: readonly TicketWatch[]): Promise<void> => {
  const rows = tickets.map((ticket) => ({
    id: ticket.ticketId,
    said_by: ticket.saidBy,
    property_id: ticket.propertyId,
    profile_id: ticket.profileId,
    category: ticket.category,
    place: ticket.place,
    number: ticket.number,
    opened_at: ticket.openedAt,
    open: ticket.open,
    owner_id: ticket.ownerId,
    handler_id: ticket.handlerId,
    team_id: ticket.teamId,
  }));
  await database.query({ name: "keep_tickets", text: keepText, values: [JSON.stringify(rows)] });
};
