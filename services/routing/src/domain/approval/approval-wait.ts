import { ticketPaused, ticketResumed } from "@shouwen/contracts/events/ticket";
import { breachTarget } from "../clock/breach-target.ts";
import { promisesAfterWait, type SlaTerms } from "../clock/sla-targets.ts";
import { approvalStillOpen } from "../rejections.ts";
import { evolveTicket } from "../ticket/evolve-ticket.ts";
import { about, type TicketState } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";

type Wait = { readonly by: string; readonly terms: SlaTerms };

/** Who works on a ticket waits while somebody must allow something for it. One that waits already goes on waiting. */
export const waitForApproval = ({ by, terms }: Wait, state: TicketState, now: string): TicketFact[] => {
  if (state.status !== "accepted" && state.status !== "in_progress") return [];
  const pausesClocks = terms.sla.body.pausedBy.includes("approval");
  return [
    ...state.targets.flatMap(({ name }) => breachTarget(name, state, now)),
    ticketPaused.of({ ...about(state, now), reason: "approval", pausesClocks, by }),
  ];
};

type Awaited = Wait & { readonly awaitsApproval: boolean; readonly state: TicketState };

/** What was decided about a ticket, and the wait for what must still be allowed, where it is worked on by that. */
export const thenWaitForApproval = (
  decided: TicketFact[],
  { awaitsApproval, state, ...wait }: Awaited,
  now: string,
): TicketFact[] =>
  awaitsApproval ? [...decided, ...waitForApproval(wait, decided.reduce(evolveTicket, state), now)] : decided;

/** The wait for an approval ends with it, by nobody's hand: whoever needs it no more withdraws it. */
export const requireNothingAwaited = (state: TicketState, awaitsApproval: boolean): void => {
  if (awaitsApproval && state.status === "waiting" && state.waiting?.reason === "approval")
    throw approvalStillOpen();
};

/** It was allowed, refused or withdrawn: who waited for it works on. Other waits go on. */
export const workOnAfterApproval = (
  { calendar }: SlaTerms,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status !== "waiting" || state.waiting?.reason !== "approval") return [];
  const targets = promisesAfterWait(state, calendar.body, now);
  return [ticketResumed.of({ ...about(state, now), reason: "approval", targets, by: null })];
};
