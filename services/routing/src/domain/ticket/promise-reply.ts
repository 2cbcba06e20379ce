import { ticketReplyPromised } from "@shouwen/contracts/events/ticket-promises";
import { breachTarget } from "../clock/breach-target.ts";
import { promiseReply, type SlaTerms, startedTarget } from "../clock/sla-targets.ts";
import { replyInThePast } from "../rejections.ts";
import { type Actor, inState, requireOwner } from "./permissions.ts";
import { about, isWorkOpen, type Ticket, type TicketState, workOpen } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

type PromiseReply = { readonly actor: Actor; readonly replyBy: string; readonly terms: SlaTerms };

/**
 * The owner tells the customer by when they hear more: from now on that is watched. A date whose moment had passed before
 * is broken first: no new one takes that back.
 */
export const promiseReplyBy = (
  { actor, replyBy, terms }: PromiseReply,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, workOpen);
  requireOwner(actor, ticket);
  if (Date.parse(replyBy) <= Date.parse(now)) throw replyInThePast({ replyBy });
  const running = runningReply(ticket);
  if (running !== undefined && Date.parse(running) === Date.parse(replyBy)) return [];
  return sayReply({ by: actor.id, replyBy: new Date(replyBy).toISOString(), terms }, ticket, now);
};

type SayReply = Pick<PromiseReply, "replyBy" | "terms"> & { readonly by: string };

const sayReply = ({ by, replyBy, terms }: SayReply, ticket: Ticket, now: string): TicketFact[] => {
  const target = promiseReply(ticket, { replyBy, startedAt: now }, terms);
  const promised = { ...about(ticket, now), replyBy, fromReplyBy: ticket.replyBy, target, by };
  return [
    ...breachTarget("reply_by", ticket, now),
    ticketReplyPromised.of(promised),
    startedTarget(ticket, target, now),
  ];
};

/** What the customer was promised for a ticket that goes on in this one is kept here, where it is due earlier. */
export const takeOverReply = (
  { by, from, terms }: { readonly by: string; readonly from: Ticket; readonly terms: SlaTerms },
  ticket: Ticket,
  now: string,
): TicketFact[] => {
  const theirs = runningReply(from);
  if (!isWorkOpen(ticket) || theirs === undefined || Date.parse(theirs) <= Date.parse(now)) return [];
  const own = runningReply(ticket);
  if (own !== undefined && Date.parse(own) <= Date.parse(theirs)) return [];
  return sayReply({ by, replyBy: theirs, terms }, ticket, now);
};

const runningReply = ({ targets }: Ticket): string | undefined =>
  targets.find(({ name, state }) => name === "reply_by" && state === "running")?.dueAt;
