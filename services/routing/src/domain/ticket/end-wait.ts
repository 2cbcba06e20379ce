import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import { ticketResumed } from "@shouwen/contracts/events/ticket";
import { promisesAfterWait } from "../clock/sla-targets.ts";
import type { Actor } from "./permissions.ts";
import { about, type Ticket } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

/** The calendar is the one that the ticket is pinned to. */
export type EndWait = { readonly actor: Actor; readonly calendar: CalendarBody };

/** Whatever ends a wait makes the promises run on from there; nothing where the ticket does not wait. */
export const endWait = ({ actor, calendar }: EndWait, ticket: Ticket, now: string): TicketFact[] => {
  if (ticket.waiting === null) return [];
  const targets = promisesAfterWait(ticket, calendar, now);
  return [ticketResumed.of({ ...about(ticket, now), reason: ticket.waiting.reason, targets, by: actor.id })];
};
