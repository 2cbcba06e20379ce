import type { Person } from "@shouwen/service-kit/auth";
import type { IntakePeople } from "./people.ts";

/** More than are shown: among them are the names under which one number called. */
const lastRequests = 50;
const lastTickets = 20;

/** A request as people may read it: `data` is what was said about it, sealed fields included. */
export type SeenRequest = { readonly data: unknown; readonly contactKind: string | null };

type TicketPeople = {
  readonly ownerId: string | null;
  readonly handlerId: string | null;
  readonly teamId: string | null;
  readonly number: string | null;
};

/** What people may see of the requests: their own properties' and no others. */
export type RequestRepository = {
  find(person: Person, requestId: string): Promise<SeenRequest | undefined>;
  /** The people of a ticket; undefined before it was heard of, and for a record of the past. */
  peopleOf(person: Person, ticketId: string): Promise<TicketPeople | undefined>;
  /** How many a property took in a time. */
  count(person: Person, filter: Counted): Promise<number>;
  lastOf(person: Person, profileId: string): Promise<readonly SeenRequest[]>;
  /** The customer's open tickets, newest first. */
  openTicketsOf(person: Person, profileId: string): Promise<readonly string[]>;
};

type Counted = {
  readonly propertyId: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

export const openRequestRepository = (people: IntakePeople): RequestRepository => ({
  find: async (person, requestId) =>
    (await people.read(person, (prisma) =>
      prisma.request.findUnique({ where: { id: requestId }, select: { data: true, contactKind: true } }),
    )) ?? undefined,
  peopleOf: async (person, ticketId) =>
    (await people.read(person, (prisma) =>
      prisma.ticketWatch.findUnique({
        where: { id: ticketId },
        select: { ownerId: true, handlerId: true, teamId: true, number: true },
      }),
    )) ?? undefined,
  count: (person, { propertyId, from, to }) =>
    people.read(person, (prisma) =>
      prisma.request.count({
        where: { propertyId, receivedAt: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) } },
      }),
    ),
  lastOf: (person, profileId) =>
    people.read(person, (prisma) =>
      prisma.request.findMany({
        where: { profileId },
        orderBy: { receivedAt: "desc" },
        take: lastRequests,
        select: { data: true, contactKind: true },
      }),
    ),
  openTicketsOf: async (person, profileId) => {
    const tickets = await people.read(person, (prisma) =>
      prisma.ticketWatch.findMany({
        where: { profileId, open: true },
        orderBy: { openedAt: "desc" },
        take: lastTickets,
        select: { id: true },
      }),
    );
    return tickets.map(({ id }) => id);
  },
});
