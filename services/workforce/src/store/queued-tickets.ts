import type { Database } from "@shouwen/event-bus/database";
import { columns } from "@shouwen/event-bus/saving";
import type { Person } from "@shouwen/service-kit/auth";
import type { People } from "@shouwen/service-kit/people";
import type { QueuedInHour, RosteredWindow } from "../domain/cover/cover.ts";
import { Prisma, type PrismaClient } from "./generated/client.ts";

type QueuedTicket = {
  readonly ticketId: string;
  readonly teamId: string;
  readonly propertyId: string;
  readonly at: string;
};

const keepText = `
insert into queued_ticket (ticket_id, team_id, property_id, queued_at)
select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
on conflict do nothing`;

const keptDays = 100;

/** What the machine keeps of tickets: when each came into a team's queue first. */
export const openQueuedTickets = (database: Database) => ({
  keep: async (tickets: readonly QueuedTicket[]): Promise<void> => {
    if (tickets.length === 0) return;
    const values = columns(tickets, ["ticketId", "teamId", "propertyId", "at"]);
    await database.query({ name: "keep_queued", text: keepText, values });
  },
  forget: async (): Promise<void> => {
    await database.query("delete from queued_ticket where queued_at < now() - make_interval(days => $1)", [
      keptDays,
    ]);
  },
});

export type TeamOfProperty = { readonly propertyId: string; readonly teamId: string };

/** What people may read to see how a team is covered. */
export const openCoverBoard = (people: People<PrismaClient>) => ({
  /** The first ticket of a team that is known; null when there is none. */
  knownSince: async (person: Person, { teamId, propertyId }: TeamOfProperty): Promise<string | null> => {
    const query = Prisma.sql`select min(queued_at) as since from queued_ticket
      where team_id = ${teamId} and property_id = ${propertyId}`;
    const [row] = await people.read(person, (db) => db.$queryRaw<{ since: Date | null }[]>(query));
    return row?.since?.toISOString() ?? null;
  },
  /** Tickets that came into a team's queue on these dates, by local hour. */
  queued: async (
    person: Person,
    { teamId, propertyId }: TeamOfProperty,
    { dates, timeZone }: { dates: readonly string[]; timeZone: string },
  ): Promise<QueuedInHour[]> => {
    if (dates.length === 0) return [];
    const query = Prisma.sql`
      select extract(hour from queued_at at time zone ${timeZone})::int as hour, count(*)::int as tickets
      from queued_ticket join unnest(${dates}::date[]) as d(date)
        on queued_at >= d.date::timestamp at time zone ${timeZone}
       and queued_at < (d.date + 1)::timestamp at time zone ${timeZone}
      where team_id = ${teamId} and property_id = ${propertyId} group by 1`;
    return people.read(person, (db) => db.$queryRaw<QueuedInHour[]>(query));
  },
  /** Who is rostered in a team in a stretch of time. */
  windows: async (
    person: Person,
    { teamId, propertyId }: TeamOfProperty,
    { from, to }: { from: string; to: string },
  ): Promise<RosteredWindow[]> => {
    const where = { teamId, propertyId, startsAt: { lt: to }, endsAt: { gt: from } };
    const rows = await people.read(person, (db) => db.shift.findMany({ where }));
    return rows.flatMap(({ staffId, windows }) =>
      (windows as { from: string; to: string }[]).map((window) => ({
        staffId,
        from: window.from,
        to: window.to,
      })),
    );
  },
});
