import type { Role } from "@shouwen/contracts/events/workforce";
import { notAllowedNow, notTheHandler, notTheOwner, ticketNotFound } from "../rejections.ts";
import type { Ticket, TicketState, TicketStatus } from "./ticket.ts";

/** Who gives a command. */
export type Actor = { readonly id: string; readonly roles: readonly Role[] };

/** Those who lead may step in wherever somebody else would act. */
export const leads = (actor: Actor): boolean =>
  actor.roles.some((role) => role === "supervisor" || role === "manager" || role === "admin");

/** The ticket, if it was opened and is in one of the states that allow a command. */
export const inState = (state: TicketState, allowed: readonly TicketStatus[]): Ticket => {
  if (state.status === "unknown") throw ticketNotFound();
  if (!allowed.includes(state.status)) throw notAllowedNow({ state: state.status, allowed });
  return state;
};

/** The work is done by its handler; its owner and those who lead may step in. */
export const requireHandler = (actor: Actor, ticket: Ticket): void => {
  if (ticket.handlerId !== actor.id && ticket.ownerId !== actor.id && !leads(actor)) throw notTheHandler();
};

/** Ownership is its owner's; those who lead may step in where the owner cannot. */
export const requireOwner = (actor: Actor, ticket: Ticket): void => {
  if (ticket.ownerId !== actor.id && !leads(actor)) throw notTheOwner();
};
