import { ticketOwnerAssigned } from "@shouwen/contracts/events/ticket";
import { ticketAlreadyOwned } from "../rejections.ts";
import { inState } from "../ticket/permissions.ts";
import { about, notEnded, type TicketState } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";

/** A ticket that nobody owns, and the page of those that come after one. */
export type OwnerlessTicket = { readonly ticketId: string; readonly propertyId: string };
export type OwnerlessPage = { readonly after: OwnerlessTicket | null; readonly limit: number };

type AssignOwner = { readonly ownerId: string; readonly reason: "came_on_duty" | "manual" };

/** One owner at a time. Assigning to the current owner again is a no-op, so retries are safe. */
export const assignOwner = (
  { ownerId, reason }: AssignOwner,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, notEnded);
  if (ticket.ownerId === ownerId) return [];
  if (ticket.ownerId !== null) throw ticketAlreadyOwned({ ownerId: ticket.ownerId });
  return [ticketOwnerAssigned.of({ ...about(ticket, now), ownerId, reason, requestId: ticket.requestId })];
};
