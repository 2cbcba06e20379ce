import type { Plan } from "./plan.ts";
import { newCase, type SeenTicket, seeTicket, type TicketCase } from "./ticket-case.ts";

/** Every request of a run, and what is known of it. */
export type CaseBook = {
  add(plan: Plan, ticketId: string): void;
  /** Takes note of a ticket that was read; one that is nobody's of this run is left out. */
  see(ticket: SeenTicket): void;
  put(known: TicketCase): void;
  get(ticketId: string): TicketCase | undefined;
  all(): readonly TicketCase[];
  /** When a ticket last moved, in local ms. */
  lastMovedAt(): number;
};

export const createCaseBook = (): CaseBook => {
  const cases = new Map<string, TicketCase>();
  let lastMovedAt = performance.now();
  return {
    add: (plan, ticketId) => {
      lastMovedAt = performance.now();
      cases.set(ticketId, newCase(plan, ticketId, lastMovedAt));
    },
    see: (ticket) => {
      const known = cases.get(ticket.ticketId);
      if (!known) return;
      const now = performance.now();
      if (known.ticket?.version !== ticket.version) lastMovedAt = now;
      cases.set(ticket.ticketId, seeTicket(known, ticket, now));
    },
    put: (known) => void cases.set(known.ticketId, known),
    get: (ticketId) => cases.get(ticketId),
    all: () => [...cases.values()],
    lastMovedAt: () => lastMovedAt,
  };
};
