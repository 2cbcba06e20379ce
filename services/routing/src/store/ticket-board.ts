import type { Person } from "@shouwen/service-kit/auth";
import { openPeople, type People } from "@shouwen/service-kit/people";
import type { Ticket } from "../domain/ticket.ts";
import type { ReportFilter, SeenTicket, TicketCounts, TicketFilter } from "../domain/ticket-lists.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";

/** What people may see of the tickets: their own properties' and no others, whatever the query says. */
export type TicketBoard = {
  find(person: Person, ticketId: string): Promise<SeenTicket | undefined>;
  list(person: Person, filter: TicketFilter): Promise<readonly SeenTicket[]>;
  counts(person: Person, propertyId?: string): Promise<TicketCounts>;
  /** The tickets of a property that were received in a time, oldest first. */
  received(person: Person, filter: ReportFilter): Promise<readonly SeenTicket[]>;
  close(): Promise<void>;
};

export const openTicketBoard = (peopleUrl: string): TicketBoard => {
  const people = openPeople(peopleUrl, (options) => new PrismaClient(options));
  return {
    find: async (person, ticketId) => {
      const row = await people.read(person, (prisma) =>
        prisma.ticket.findUnique({ where: { id: ticketId } }),
      );
      return row ? seen(row) : undefined;
    },
    list: async (person, filter) => {
      const rows = await people.read(person, (prisma) =>
        prisma.ticket.findMany({
          where: whereOf(filter),
          orderBy: [{ receivedAt: "desc" }, { id: "desc" }],
          take: filter.limit,
        }),
      );
      return rows.map(seen);
    },
    counts: (person, propertyId) => countsOf(people, person, propertyId),
    received: async (person, filter) => {
      const rows = await people.read(person, (prisma) =>
        prisma.ticket.findMany({
          where: receivedIn(filter),
          orderBy: [{ receivedAt: "asc" }, { id: "asc" }],
          take: filter.limit,
        }),
      );
      return rows.map(seen);
    },
    close: people.close,
  };
};

const seen = (row: { state: unknown; version: bigint }): SeenTicket => ({
  ticket: row.state as Ticket,
  version: Number(row.version),
});

const whereOf = ({ after, limit: _limit, ...columns }: TicketFilter): Prisma.TicketWhereInput => ({
  ...(Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  ) as Prisma.TicketWhereInput),
  ...(after
    ? {
        OR: [
          { receivedAt: { lt: after.receivedAt } },
          { receivedAt: after.receivedAt, id: { lt: after.id } },
        ],
      }
    : {}),
});

const receivedIn = ({ propertyId, from, to, after }: ReportFilter): Prisma.TicketWhereInput => ({
  propertyId,
  receivedAt: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) },
  ...(after
    ? {
        OR: [
          { receivedAt: { gt: after.receivedAt } },
          { receivedAt: after.receivedAt, id: { gt: after.id } },
        ],
      }
    : {}),
});

const countsOf = async (
  people: People<PrismaClient>,
  person: Person,
  propertyId?: string,
): Promise<TicketCounts> => {
  const rows = await people.read(
    person,
    (prisma) => prisma.$queryRaw<{ status: string; count: bigint; overdue: bigint }[]>`
      select status, count(*) as count, count(*) filter (where due_at < now() or breached) as overdue
      from ticket where mode = 'live' and (${propertyId ?? null}::text is null or property_id = ${propertyId ?? null})
      group by status`,
  );
  const over = ["resolved", "closed", "cancelled"];
  const open = rows.filter(({ status }) => !over.includes(status));
  const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + Number(value), 0);
  return {
    byStatus: Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)])),
    open: sum(open.map(({ count }) => count)),
    overdue: sum(open.map(({ overdue }) => overdue)),
  };
};
