import type { DataOf } from "@shouwen/contracts/define-event";
import {
  ticketCancelled,
  ticketClosed,
  ticketReopened,
  ticketResolved,
} from "@shouwen/contracts/events/ticket";
import { addMs } from "@shouwen/contracts/moment";
import { keepPromises, startedTarget, targetFrom } from "../clock/sla-targets.ts";
import { escalateTo } from "../escalation/escalate.ts";
import { customerHasTheLastWord, windowOver } from "../rejections.ts";
import { requireInspected, requireSubTasksDone } from "../sub-task/sub-tasks-done.ts";
import { type Actor, inState, leads, requireHandler, requireOwner } from "./permissions.ts";
import { about, type Ticket, type TicketState, workOpen } from "./ticket.ts";
import type { TicketContext } from "./ticket-context.ts";
import type { TicketFact } from "./ticket-fact.ts";

type Resolve = {
  readonly actor: Actor;
  /** Done, unless something else is said. */
  readonly outcome?: DataOf<typeof ticketResolved>["outcome"] | undefined;
  readonly note: string | null;
  readonly graceMs: number;
  readonly code?: string | undefined;
  readonly causeCode?: string | undefined;
};

/**
 * The work is done, says the handler. Promises that still run are kept with it; the customer has the last word. Saying again
 * that it is done changes nothing; a note, a code or another outcome would be lost, and is refused.
 */
export const resolveTicket = (resolve: Resolve, state: TicketState, now: string): TicketFact[] => {
  if (state.status === "resolved" && saysNothingNew(resolve, state)) return [];
  const { actor, outcome = "done", note, graceMs, code, causeCode } = resolve;
  const ticket = inState(state, workOpen);
  requireHandler(actor, ticket);
  requireAllDone(ticket, outcome);
  // Settled on the spot, by its owner or by who leads: whoever resolves it has handled it.
  const handled: Ticket = { ...ticket, handlerId: ticket.handlerId ?? actor.id };
  return [
    ...keepPromises(handled, ["response", "resolution", "reply_by"], now),
    ticketResolved.of({
      ...about(handled, now),
      resolution: ticket.resolutions + 1,
      outcome,
      code,
      causeCode,
      note,
      place: ticket.place,
      summary: ticket.summary,
      closesAt: addMs(now, graceMs),
      by: actor.id,
    }),
  ];
};

const saysNothingNew = ({ outcome, note, code, causeCode }: Resolve, resolved: Ticket): boolean =>
  note === null &&
  code === undefined &&
  causeCode === undefined &&
  (outcome === undefined || outcome === resolved.outcome);

/**
 * What was found not to be possible, or to be there twice, needs none of its pieces done; everything else needs all. A notice
 * must have been inspected whatever the outcome.
 */
const requireAllDone = (ticket: Ticket, outcome: NonNullable<Resolve["outcome"]>): void => {
  requireInspected(ticket);
  if (outcome !== "not_possible" && outcome !== "duplicate") requireSubTasksDone(ticket);
};

type Reopen = {
  readonly reason: "dissatisfied" | "customer_contact" | "manual";
  readonly words: string | null;
  readonly by: string | null;
};

/**
 * The customer's no, while the window is open (later contact makes a new ticket that follows it): the ticket goes back
 * to its team, it is promised anew by when it is resolved, and those whom the ladder names for this no, be it the first
 * or the second, hear of it.
 */
export const reopenTicket = (
  { reason, words, by, terms, escalation }: Reopen & TicketContext,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status === "closed") throw windowOver({ state: state.status, allowed: ["resolved"] });
  const ticket = inState(state, ["resolved"]);
  const reopened = { ...ticket, handlerId: null };
  const reopening = ticket.reopenings + 1;
  const targets = targetFrom({ name: "resolution", startedAt: now, waits: [] }, ticket, terms);
  const trigger = { on: "reopened" as const, occurrence: reopening };
  return [
    ticketReopened.of({ ...about(reopened, now), reason, words, reopening, targets, by }),
    ...targets.map((target) => startedTarget(reopened, target, now)),
    ...escalateTo({ ...trigger, reason: reason === "dissatisfied" ? "dissatisfied" : "reopened" }, reopened, {
      ...escalation,
      now,
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
  { resolution, outcome, words, ...terms }: Answer & TicketContext,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status !== "resolved" || state.resolutions !== resolution) return [];
  if (outcome === "satisfied")
    return [ticketClosed.of({ ...about(state, now), reason: "satisfied", by: null })];
  if (outcome === "dissatisfied")
    return reopenTicket({ reason: "dissatisfied", words, by: null, ...terms }, state, now);
  return endGrace({ callbackOpen: false }, state, now);
};

/** The grace window is over: the ticket closes, unless the customer is still to be called. */
export const endGrace = (
  { callbackOpen }: { callbackOpen: boolean },
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status !== "resolved" || state.closesAt === null) return [];
  if (callbackOpen || Date.parse(now) < Date.parse(state.closesAt)) return [];
  return [ticketClosed.of({ ...about(state, now), reason: "grace_over", by: null })];
};

/**
 * Closed by hand, by those who lead: the customer has the last word, so whoever worked on it or answers for it does not take
 * it from them. Without anybody's hand it closes by the customer's yes, or when both the window and the callback are over.
 */
export const closeTicket = (actor: Actor, state: TicketState, now: string): TicketFact[] => {
  if (state.status === "closed") return [];
  const ticket = inState(state, ["resolved"]);
  if (!leads(actor)) throw customerHasTheLastWord({ closesAt: ticket.closesAt });
  return [ticketClosed.of({ ...about(ticket, now), reason: "manual", by: actor.id })];
};

/** Withdrawn: the customer does not want it any more, or it was no request. Only the same reason again changes nothing. */
export const cancelTicket = (
  { actor, reason }: { actor: Actor; reason: string },
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status === "cancelled" && state.cancelledFor === reason) return [];
  const ticket = inState(state, workOpen);
  requireOwner(actor, ticket);
  requireInspected(ticket);
  return [ticketCancelled.of({ ...about(ticket, now), reason, by: actor.id })];
};
