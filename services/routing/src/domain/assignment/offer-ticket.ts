import { ticketDeclined, ticketOffered } from "@shouwen/contracts/events/ticket";
import { addMs } from "@shouwen/contracts/moment";
import { breachedAccept } from "../clock/sla-targets.ts";
import { type EscalationContext, escalateTo } from "../escalation/escalate.ts";
import { about, type Ticket, type TicketState } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import type { Staff } from "./choose-owner.ts";

/** How busy a member of a team is. */
export type Load = {
  readonly open: number;
  /** When they were last offered something or were done with something; null for nobody who was ever busy. */
  readonly idleSince: string | null;
};

export const noLoad: Load = { open: 0, idleSince: null };

export type Candidate = { readonly staff: Staff; readonly load: Load };

/**
 * Who is offered a ticket: on duty and not on leave, in the team, able to do it, with capacity left, and not somebody who
 * declined it; the least loaded, then whoever was idle longest, then by id so that the choice is always the same.
 */
export const chooseHandler = (ticket: Ticket, candidates: readonly Candidate[]): Staff | undefined =>
  candidates
    .filter(({ staff, load }) => isFit(ticket, staff) && load.open < staff.capacity)
    .toSorted(byNeed)[0]?.staff;

/** Whose turn is first: the least loaded, then whoever was idle longest, then by id. */
export const byNeed = (a: Candidate, b: Candidate): number =>
  a.load.open - b.load.open ||
  (a.load.idleSince ?? "").localeCompare(b.load.idleSince ?? "") ||
  (a.staff.staffId < b.staff.staffId ? -1 : 1);

/** Whether somebody could take a ticket, busy or not. */
export const isFit = (ticket: Ticket, staff: Staff): boolean =>
  staff.employed &&
  staff.onDuty &&
  staff.absentUntil == null &&
  isAble(ticket.skill, staff) &&
  ticket.teamId !== null &&
  staff.teamIds.includes(ticket.teamId) &&
  !ticket.declinedBy.includes(staff.staffId);

const isAble = (wanted: Ticket["skill"], { skills }: Staff): boolean =>
  wanted == null || skills.some(({ skill, level }) => skill === wanted.skill && level >= wanted.minLevel);

type OfferTicket = { readonly toStaffId: string; readonly acceptWithinMs: number };

/** Offers a queued ticket to one person, until a moment. */
export const offerTicket = (
  { toStaffId, acceptWithinMs }: OfferTicket,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status !== "queued" || state.mode === "history") return [];
  const acceptBy = addMs(now, acceptWithinMs);
  return [ticketOffered.of({ ...about(state, now), toStaffId, acceptBy, offer: state.offers + 1 })];
};

/** Nobody fits: the ticket stays in its queue, and those whom the ladder names hear of it once for each queue. */
export const tellNobodyFits = (
  escalation: EscalationContext,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status !== "queued" || state.noHandlerTold || state.mode === "history") return [];
  const occurrence = (state.alarms?.no_handler ?? 0) + 1;
  return escalateTo({ on: "no_handler", occurrence }, state, { ...escalation, now });
};

/** An offer that nobody accepted in time goes back to the queue, without that person, and is escalated. */
export const withdrawOffer = (
  escalation: EscalationContext,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status !== "offered" || state.offer?.acceptBy == null) return [];
  const { toStaffId, acceptBy } = state.offer;
  if (Date.parse(now) < Date.parse(acceptBy)) return [];
  return [
    ticketDeclined.of({ ...about(state, now), staffId: toStaffId, reason: "not_in_time" }),
    breachedAccept(state, { toStaffId, acceptBy }, now),
    ...escalateTo({ on: "not_accepted", occurrence: state.offers }, state, { ...escalation, now }),
  ];
};
