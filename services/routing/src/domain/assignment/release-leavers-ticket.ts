import { ticketDeclined, ticketOwnerHandOverOffered, ticketQueued } from "@shouwen/contracts/events/ticket";
import type { SlaTerms } from "../clock/sla-targets.ts";
import { type EscalationContext, escalateTo } from "../escalation/escalate.ts";
import { endWait } from "../ticket/end-wait.ts";
import { about, type Ticket, type TicketState } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import type { Staff } from "./choose-owner.ts";

type ReleaseLeaversTicket = {
  readonly leaver: Staff;
  /** To whom the leaver reported, where that one still works there. */
  readonly supervisor: Staff | undefined;
  readonly terms: SlaTerms;
  readonly escalation: EscalationContext;
};

/**
 * Somebody left the company. What they owned is offered to their supervisor, who takes it or hands it on; until then the
 * customer still has a name. What they worked on, or were offered, goes back to the queue of its team.
 */
export const releaseLeaversTicket = (
  left: ReleaseLeaversTicket,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status === "unknown" || state.mode === "history" || isOver(state)) return [];
  return [...giveUpWork(left, state, now), ...offerOwnership(left, state, now)];
};

const isOver = ({ status }: Ticket): boolean =>
  status === "closed" || status === "cancelled" || status === "merged";

const giveUpWork = ({ leaver, terms }: ReleaseLeaversTicket, ticket: Ticket, now: string): TicketFact[] => {
  if (ticket.offer?.toStaffId === leaver.staffId && ticket.status !== "resolved")
    return [ticketDeclined.of({ ...about(ticket, now), staffId: leaver.staffId, reason: "declined" })];
  if (ticket.handlerId !== leaver.staffId || ticket.status === "resolved") return [];
  const { teamId, departmentId } = ticket;
  if (teamId === null || departmentId === null) return [];
  const actor = { id: leaver.staffId, roles: leaver.roles };
  return [
    ...endWait({ actor, calendar: terms.calendar.body }, ticket, now),
    ticketQueued.of({
      ...about(ticket, now),
      handlerId: null,
      teamId,
      departmentId,
      ruleId: "handler-left",
      rulesVersion: "by-hand",
      ...(ticket.skill ? { skill: ticket.skill } : {}),
      ...(ticket.forClaim ? { forClaim: true } : {}),
    }),
  ];
};

const offerOwnership = (
  { leaver, supervisor, escalation }: ReleaseLeaversTicket,
  ticket: Ticket,
  now: string,
): TicketFact[] => {
  if (ticket.ownerId !== leaver.staffId) return [];
  if (!supervisor) return tellNobodyOwns(escalation, ticket, now);
  if (ticket.ownershipOfferedTo === supervisor.staffId || isHandedOn(leaver, escalation, ticket)) return [];
  const toStaffId = supervisor.staffId;
  return [ticketOwnerHandOverOffered.of({ ...about(ticket, now), toStaffId, by: null })];
};

/** Nobody is there to take it over: those whom the ladder names hear of it once for each owner that it lost. */
const tellNobodyOwns = (escalation: EscalationContext, ticket: Ticket, now: string): TicketFact[] => {
  if (ticket.noOwnerTold) return [];
  const occurrence = (ticket.alarms?.no_owner ?? 0) + 1;
  return escalateTo({ on: "no_owner", occurrence }, ticket, { ...escalation, now });
};

/** It was offered on to somebody who works here: that stands. What the leaver had offered by themselves does not. */
const isHandedOn = (leaver: Staff, { staff }: EscalationContext, ticket: Ticket): boolean => {
  const { ownershipOfferedTo: to, ownershipOfferedBy: by } = ticket;
  if (to === null || by === leaver.staffId) return false;
  return !staff.some(({ staffId, employed }) => staffId === to && !employed);
};
