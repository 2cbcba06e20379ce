import type { DataOf, Fact } from "@shouwen/contracts/define-event";
import {
  ticketCancelled,
  ticketClosed,
  ticketEscalated,
  ticketReopened,
  ticketResolved,
} from "@shouwen/contracts/events/ticket";
import { addMs } from "@shouwen/contracts/moment";
import { type Actor, demandHandler, demandOwner, inState } from "./permissions.ts";
import { keepPromises } from "./sla-targets.ts";
import { about, type Ticket, type TicketState } from "./ticket.ts";

type Resolve = {
  readonly actor: Actor;
  readonly outcome: DataOf<typeof ticketResolved>["outcome"];
  readonly note: string | null;
  readonly graceMs: number;
};

/** The work is done, says the handler. Promises that still run are kept with it; the customer has the last word. */
export const resolveTicket = (
  { actor, outcome, note, graceMs }: Resolve,
  state: TicketState,
  now: string,
): Fact[] => {
  if (state.status === "resolved") return [];
  const ticket = inState(state, ["queued", "offered", "accepted", "in_progress", "waiting"]);
  demandHandler(actor, ticket);
  // Settled on the spot by its owner: whoever resolves it has handled it.
  const handled: Ticket = { ...ticket, handlerId: ticket.handlerId ?? actor.id };
  return [
    ...keepPromises(handled, ["response", "resolution", "reply_by"], now),
    ticketResolved.of({
      ...about(handled, now),
      resolution: ticket.resolutions + 1,
      outcome,
      note,
      place: ticket.place,
      summary: ticket.summary,
      closesAt: addMs(now, graceMs),
      by: actor.id,
    }),
  ];
};

type Reopen = {
  readonly reason: "dissatisfied" | "customer_contact" | "manual";
  readonly words: string | null;
  readonly by: string | null;
};

/** The customer's no: the ticket goes back to its team, and somebody with more authority hears of it. */
export const reopenTicket = ({ reason, words, by }: Reopen, state: TicketState, now: string): Fact[] => {
  const ticket = inState(state, ["resolved"]);
  const reopened = about({ ...ticket, handlerId: null }, now);
  return [
    ticketReopened.of({ ...reopened, reason, words, reopening: ticket.reopenings + 1, by }),
    ticketEscalated.of({
      ...reopened,
      level: Math.min(3, ticket.escalationLevel + 1),
      nature: "hierarchic",
      reason: reason === "dissatisfied" ? "dissatisfied" : "reopened",
      by: null,
    }),
  ];
};

type Answer = {
  readonly resolution: number;
  readonly outcome: "satisfied" | "dissatisfied" | "unreachable" | "refused";
  readonly words: string | null;
};

/**
 * What the customer said when called back: satisfied closes, dissatisfied reopens, nobody reached leaves it to the
 * grace window. An answer about an earlier resolution changes nothing.
 */
export const hearAnswer = (
  { resolution, outcome, words }: Answer,
  state: TicketState,
  now: string,
): Fact[] => {
  if (state.status !== "resolved" || state.resolutions !== resolution) return [];
  if (outcome === "satisfied")
    return [ticketClosed.of({ ...about(state, now), reason: "satisfied", by: null })];
  if (outcome === "dissatisfied")
    return reopenTicket({ reason: "dissatisfied", words, by: null }, state, now);
  return endGrace({ callbackOpen: false }, state, now);
};

/** The grace window is over: the ticket closes, unless the customer is still to be called. */
export const endGrace = (
  { callbackOpen }: { callbackOpen: boolean },
  state: TicketState,
  now: string,
): Fact[] => {
  if (state.status !== "resolved" || state.closesAt === null) return [];
  if (callbackOpen || Date.parse(now) < Date.parse(state.closesAt)) return [];
  return [ticketClosed.of({ ...about(state, now), reason: "grace_over", by: null })];
};

/** Closed by hand, by its owner or those who lead. */
export const closeTicket = (actor: Actor, state: TicketState, now: string): Fact[] => {
  if (state.status === "closed") return [];
  const ticket = inState(state, ["resolved"]);
  demandOwner(actor, ticket);
  return [ticketClosed.of({ ...about(ticket, now), reason: "manual", by: actor.id })];
};

/** Withdrawn: the customer does not want it any more, or it was no request. */
export const cancelTicket = (
  { actor, reason }: { actor: Actor; reason: string },
  state: TicketState,
  now: string,
): Fact[] => {
  if (state.status === "cancelled") return [];
  const ticket = inState(state, ["queued", "offered", "accepted", "in_progress", "waiting"]);
  demandOwner(actor, ticket);
  return [ticketCancelled.of({ ...about(ticket, now), reason, by: actor.id })];
};
