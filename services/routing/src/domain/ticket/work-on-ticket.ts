import type { DataOf } from "@shouwen/contracts/define-event";
import {
  ticketAccepted,
  ticketDeclined,
  ticketHandedOver,
  ticketPaused,
  ticketStarted,
} from "@shouwen/contracts/events/ticket";
import { breachTarget } from "../clock/breach-target.ts";
import { keepPromises, keptAccept } from "../clock/sla-targets.ts";
import { notOfTheTeam, offeredToAnother } from "../rejections.ts";
import { type EndWait, endWait } from "./end-wait.ts";
import { type Actor, inState, leads, requireHandler } from "./permissions.ts";
import { about, type Ticket, type TicketState, workOpen } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

/** Somebody who takes a ticket, and the teams that they are in. */
export type Taker = Actor & { readonly teamIds: readonly string[] };

/**
 * The handler takes the ticket: an offer, a hand-over, or one from the queue of their team, whatever their skills: they
 * see what it is. Its owner and those who lead may take it from any queue. The customer has been answered with that, so the
 * response promise is kept. Accepting what one has already is a no-op.
 */
export const acceptTicket = (actor: Taker, state: TicketState, now: string): TicketFact[] => {
  const ticket = inState(state, workOpen);
  if (ticket.offer?.from === "handler" && ticket.offer.toStaffId === actor.id)
    return [
      ticketHandedOver.of({ ...about(ticket, now), fromStaffId: ticket.handlerId, handlerId: actor.id }),
    ];
  if (ticket.handlerId === actor.id) return [];
  if (ticket.status === "queued") requireTeam(actor, ticket);
  else if (ticket.offer?.toStaffId !== actor.id) throw offeredToAnother();
  const accepted = ticketAccepted.of({ ...about(ticket, now), handlerId: actor.id });
  const handled = { ...ticket, handlerId: actor.id };
  return [accepted, ...keptAccept(handled, ticket.offer, now), ...keepPromises(handled, ["response"], now)];
};

const requireTeam = (actor: Taker, ticket: Ticket): void => {
  const isTheirs = ticket.teamId !== null && actor.teamIds.includes(ticket.teamId);
  if (!isTheirs && ticket.ownerId !== actor.id && !leads(actor)) throw notOfTheTeam();
};

/** The person it was offered to says no; the next one is asked. */
export const declineTicket = (actor: Actor, state: TicketState, now: string): TicketFact[] => {
  const ticket = inState(state, ["offered", "accepted", "in_progress", "waiting"]);
  if (ticket.offer?.toStaffId !== actor.id) throw offeredToAnother();
  return [ticketDeclined.of({ ...about(ticket, now), staffId: actor.id, reason: "declined" })];
};

export const startTicket = (actor: Actor, state: TicketState, now: string): TicketFact[] => {
  const ticket = inState(state, ["accepted", "in_progress"]);
  requireHandler(actor, ticket);
  return ticket.status === "in_progress" ? [] : [ticketStarted.of({ ...about(ticket, now), by: actor.id })];
};

type WaitingReason = DataOf<typeof ticketPaused>["reason"];

type Pause = {
  readonly reason: WaitingReason;
  readonly pausedBy: readonly WaitingReason[];
  readonly actor: Actor;
};

/**
 * The work waits for somebody or something; the promises wait with it where the policy names the reason. One whose moment
 * passed before its timer could say so is broken first: no wait takes that back.
 */
export const pauseTicket = (
  { reason, pausedBy, actor }: Pause,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status === "waiting" && state.waiting?.reason === reason) return [];
  const ticket = inState(state, ["accepted", "in_progress"]);
  requireHandler(actor, ticket);
  return [
    ...ticket.targets.flatMap(({ name }) => breachTarget(name, ticket, now)),
    ticketPaused.of({ ...about(ticket, now), reason, pausesClocks: pausedBy.includes(reason), by: actor.id }),
  ];
};

/** The wait is over: the promises run on, each as much later as was waited. */
export const resumeTicket = ({ actor, calendar }: EndWait, state: TicketState, now: string): TicketFact[] => {
  const ticket = inState(state, ["waiting", "in_progress"]);
  requireHandler(actor, ticket);
  return endWait({ actor, calendar }, ticket, now);
};
