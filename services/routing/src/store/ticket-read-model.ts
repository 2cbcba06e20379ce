import type { Person } from "@shouwen/service-kit/auth";
import { openPeople, type People } from "@shouwen/service-kit/people";
import type { Ticket } from "../domain/ticket/ticket.ts";
import type { ReportFilter, SeenTicket, TicketCounts, TicketFilter } from "../domain/ticket/ticket-lists.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import { isSearched, searchTickets, type TicketRow } from "./ticket-search.ts";

/** What people may see of the tickets: their own properties' and no others, whatever the query says. */
export type TicketReadModel = {
  find(person: Person, ticketId: string): Promise<SeenTicket | undefined>;
  list(person: Person, filter: TicketFilter): Promise<readonly SeenTicket[]>;
  counts(person: Person, propertyId?: string): Promise<TicketCounts>;
  /** The tickets of a property that were received in a time, oldest first. */
  received(person: Person, filter: ReportFilter): Promise<readonly SeenTicket[]>;
  close(): Promise<void>;
};

export const openTicketReadModel = (peopleUrl: string): TicketReadModel => {
  const people = openPeople(peopleUrl, (options) => new PrismaClient(options));
  return {
    find: async (person, ticketId) => {
      const row = await people.read(person, (prisma) =>
        prisma.ticket.findUnique({ where: { id: ticketId } }),
      );
      return row ? seen(row) : undefined;
    },
    list: async (person, filter) => {
      const rows = isSearched(filter)
        ? await searchTickets(people, person, filter)
        : await people.read(person, (prisma) =>
            prisma.ticket.findMany({
              where: whereOf(filter),
              orderBy: orderOf(filter),
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

const seen = (row: TicketRow): SeenTicket => ({
  ticket: row.state as Ticket,
  version: Number(row.version),
});

const orderOf = ({ order }: TicketFilter): Prisma.TicketOrderByWithRelationInput[] =>
  order === "due" ? [{ dueAt: "asc" }, { id: "asc" }] : [{ receivedAt: "desc" }, { id: "desc" }];

const whereOf = (filter: TicketFilter): Prisma.TicketWhereInput => {
  const { after, order, status, kind, priority } = filter;
  const isOfDue = order === "due" || filter.dueFrom !== undefined || filter.dueTo !== undefined;
  return {
    ...columnsOf(filter),
    // What has ended is not due any more.
    ...(isOfDue ? { closedAt: null, ...(status ? {} : { status: { not: "merged" } }) } : {}),
    ...anyOf({ status, kind, priority }),
    ...(filter.customerWrote ? { customerWroteAt: { not: null } } : {}),
    receivedAt: between(filter.receivedFrom, filter.receivedTo),
    dueAt: { ...(order === "due" ? { not: null } : {}), ...between(filter.dueFrom, filter.dueTo) },
    AND: [...(filter.category ? [below(filter.category)] : []), ...(after ? [beyond(after, order)] : [])],
  };
};

/** The columns that a filter names one value of. */
const columnsOf = (filter: TicketFilter): Prisma.TicketWhereInput => {
  const { propertyId, mode, ownerId, handlerId, workerId, teamId, departmentId } = filter;
  const { profileId, ownershipOfferedTo, parentId, mergedInto } = filter;
  const columns = {
    propertyId,
    mode,
    ownerId,
    handlerId,
    workerId,
    teamId,
    departmentId,
    profileId,
    ownershipOfferedTo,
    parentId,
    mergedInto,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
};

/** One value is asked for as such, so that an index in the order of the list is used. */
const anyOf = (columns: Record<string, readonly string[] | undefined>): Prisma.TicketWhereInput =>
  Object.fromEntries(
    Object.entries(columns).flatMap(([name, values]) =>
      values ? [[name, values.length === 1 ? values[0] : { in: [...values] }]] : [],
    ),
  );

const between = (from: string | undefined, to: string | undefined) => ({
  ...(from === undefined ? {} : { gte: from }),
  ...(to === undefined ? {} : { lt: to }),
});

const below = (category: string): Prisma.TicketWhereInput => ({
  OR: [{ category }, { category: { startsWith: `${category}/` } }],
});

/** What comes after the last one of a page. The first condition lets the index begin there. */
const beyond = (
  { at, id }: NonNullable<TicketFilter["after"]>,
  order: TicketFilter["order"],
): Prisma.TicketWhereInput =>
  order === "due"
    ? { AND: [{ dueAt: { gte: at } }, { OR: [{ dueAt: { gt: at } }, { id: { gt: id } }] }] }
    : { AND: [{ receivedAt: { lte: at } }, { OR: [{ receivedAt: { lt: at } }, { id: { lt: id } }] }] };

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

type CountRow = { status: string; count: bigint; overdue: bigint; until: string };

const talliedUntil = async (people: People<PrismaClient>, person: Person): Promise<string> => {
  const rows = await people.read(
    person,
    (prisma) => prisma.$queryRaw<{ until: string }[]>`select until::text as until from ticket_tallied`,
  );
  return rows[0]?.until ?? "";
};

/**
 * What is open is counted, what has ended is summed up hour by hour and counted for the last two only. The hour is read first,
 * so that the planner knows how little that is: by a subquery it guessed a third of the table, and read all of it.
 */
const countRows = async (
  people: People<PrismaClient>,
  person: Person,
  propertyId: string | null,
): Promise<CountRow[]> => {
  const until = await talliedUntil(people, person);
  const rows = await people.read(
    person,
    (prisma) => prisma.$queryRaw<CountRow[]>`
      select status, sum(count)::bigint as count, sum(overdue)::bigint as overdue,
        (select until::text from ticket_tallied) as until
      from (
        select status, count(*) as count, count(*) filter (where due_at < now() or breached) as overdue
        from ticket where mode = 'live' and closed_at is null and status <> 'merged'
          and (${propertyId}::text is null or property_id = ${propertyId})
        group by status
        union all
        select status, count(*), 0 from ticket
        where mode = 'live' and closed_at is not null
          and closed_at >= ${until}::text::timestamptz
          and (${propertyId}::text is null or property_id = ${propertyId})
        group by status
        union all
        select status, sum(count), 0 from ticket_total
        where ${propertyId}::text is null or property_id = ${propertyId}
        group by status
      ) parts group by status`,
  );
  // The hour moved on between the two reads, once an hour: what ended in it would be counted twice.
  const isMoved = rows.some((row) => row.until !== until);
  return isMoved ? countRows(people, person, propertyId) : rows;
};

const countsOf = async (
  people: People<PrismaClient>,
  person: Person,
  propertyId: string | null = null,
): Promise<TicketCounts> => {
  const rows = await countRows(people, person, propertyId);
  const over = ["resolved", "closed", "cancelled", "merged"];
  const open = rows.filter(({ status }) => !over.includes(status));
  const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + Number(value), 0);
  return {
    byStatus: Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)])),
    open: sum(open.map(({ count }) => count)),
    overdue: sum(open.map(({ overdue }) => overdue)),
  };
};
