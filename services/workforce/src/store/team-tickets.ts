import type { Database } from "@shouwen/event-bus/database";
import { columns } from "@shouwen/event-bus/saving";
import type { TeamTicket } from "../domain/organisation/team-ticket.ts";

const keepText = `
insert into team_ticket (ticket_id, team_id, property_id, is_open, agg_seq, heard_at)
select * from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::bigint[], $6::timestamptz[])
on conflict (ticket_id) do update
  set team_id = excluded.team_id, is_open = excluded.is_open, agg_seq = excluded.agg_seq, heard_at = excluded.heard_at
  where team_ticket.agg_seq < excluded.agg_seq`;

const keptDays = 30;

/** What the machine keeps of the tickets of teams. */
export const openTeamTickets = (database: Database) => ({
  keep: async (tickets: readonly TeamTicket[]): Promise<void> => {
    const newest = new Map<string, TeamTicket>();
    for (const ticket of tickets)
      if ((newest.get(ticket.ticketId)?.aggSeq ?? 0) < ticket.aggSeq) newest.set(ticket.ticketId, ticket);
    if (newest.size === 0) return;
    const rows = [...newest.values()].toSorted((a, b) => (a.ticketId < b.ticketId ? -1 : 1));
    const values = columns(rows, ["ticketId", "teamId", "propertyId", "isOpen", "aggSeq", "at"]);
    await database.query({ name: "keep_team_tickets", text: keepText, values });
  },
  /** How many tickets wait with a team or are worked on there. */
  openIn: async (teamId: string): Promise<number> => {
    const { rows } = await database.query<{ tickets: number }>({
      name: "open_team_tickets",
      text: "select count(*) as tickets from team_ticket where team_id = $1 and is_open",
      values: [teamId],
    });
    return rows[0]?.tickets ?? 0;
  },
  forget: async (): Promise<void> => {
    await database.query(
      "delete from team_ticket where not is_open and heard_at < now() - make_interval(days => $1)",
      [keptDays],
    );
  },
});
