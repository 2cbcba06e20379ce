import { z } from "zod";
import type { Plan } from "./plan.ts";

/** What the crew reads of a ticket. */
export const seenTicket = z.object({
  ticketId: z.string(),
  propertyId: z.string(),
  version: z.int(),
  status: z.enum([
    "queued",
    "offered",
    "accepted",
    "in_progress",
    "waiting",
    "resolved",
    "closed",
    "cancelled",
  ]),
  ownerId: z.string().nullable(),
  ownershipOfferedTo: z.string().nullable(),
  handlerId: z.string().nullable(),
  offeredTo: z.string().nullable(),
  teamId: z.string().nullable(),
  receivedAt: z.string(),
  reopenings: z.int(),
});
export type SeenTicket = z.output<typeof seenTicket>;

/** What happens once in a round. */
export type Once = "pause" | "hand-over" | "hand-over-owner";

/** One request of the crew on its way: what is planned, what was seen last, and what was done. Times are local ms. */
export type TicketCase = {
  readonly plan: Plan;
  readonly ticketId: string;
  readonly requestedAt: number;
  readonly ticket: SeenTicket | undefined;
  /** Since when it has been in this phase: the status, and for an offer the person. */
  readonly since: number;
  /** How many people it was offered to in this round. */
  readonly offers: number;
  readonly done: ReadonlySet<Once>;
  /** When the ticket was last read. */
  readonly readAt: number;
};

/** A request that was just taken. */
export const newCase = (plan: Plan, ticketId: string, now: number): TicketCase => ({
  plan,
  ticketId,
  requestedAt: now,
  ticket: undefined,
  since: now,
  offers: 0,
  done: new Set(),
  readAt: now,
});

const phaseOf = ({ status, reopenings, offeredTo }: SeenTicket): string =>
  `${reopenings} ${status} ${status === "offered" ? offeredTo : ""}`;

/** The case after its ticket was read at a moment. What is older than what was seen already says nothing. */
export const seeTicket = (known: TicketCase, ticket: SeenTicket, now: number): TicketCase => {
  const before = known.ticket;
  if (before && ticket.version < before.version) return known;
  const sameRound = before?.reopenings === ticket.reopenings;
  const isNewPhase = before === undefined || phaseOf(before) !== phaseOf(ticket);
  const offersBefore = sameRound ? known.offers : 0;
  return {
    ...known,
    ticket,
    readAt: now,
    since: isNewPhase ? now : known.since,
    offers: isNewPhase && ticket.status === "offered" ? offersBefore + 1 : offersBefore,
    done: sameRound ? known.done : new Set(),
  };
};

/** The case after something that happens once a round was begun. */
export const markDone = (known: TicketCase, what: Once): TicketCase => ({
  ...known,
  done: new Set([...known.done, what]),
});

/** Whether the ticket is over. */
export const isOver = ({ ticket }: TicketCase): boolean =>
  ticket?.status === "closed" || ticket?.status === "cancelled";
