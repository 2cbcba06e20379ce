import {
  ticketHandOverOffered,
  ticketOwnerHandedOver,
  ticketOwnerHandOverOffered,
  ticketQueued,
} from "@shouwen/contracts/events/ticket";
import type { Staff } from "../assignment/choose-owner.ts";
import type { Team } from "../assignment/choose-team.ts";
import { offeredToAnother, staffCannotHandle, staffUnknown } from "../rejections.ts";
import { type EndWait, endWait } from "./end-wait.ts";
import { type Actor, inState, requireHandler, requireOwner } from "./permissions.ts";
import { about, notEnded, type Ticket, type TicketState, workOpen } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

const beingWorkedOn = ["accepted", "in_progress", "waiting"] as const;

/** Work goes to a colleague of the same property who still works there. */
export const requireColleague = (propertyId: string, staff: Staff | undefined): Staff => {
  if (!staff || staff.propertyId !== propertyId) throw staffUnknown();
  if (!staff.employed) throw staffCannotHandle();
  return staff;
};

type HandOver = { readonly actor: Actor; readonly to: Staff | undefined };

/** The handler offers the work to a colleague. Until it is accepted, nothing changes; no clock starts anew. */
export const offerHandOver = ({ actor, to }: HandOver, state: TicketState, now: string): TicketFact[] => {
  const ticket = inState(state, beingWorkedOn);
  requireHandler(actor, ticket);
  const { staffId } = requireColleague(ticket.propertyId, to);
  if (staffId === ticket.handlerId || staffId === ticket.offer?.toStaffId) return [];
  return [ticketHandOverOffered.of({ ...about(ticket, now), toStaffId: staffId, by: actor.id })];
};

/**
 * The ticket moves to a team's queue, from a handler to their own team's as well. Owner, promises and their due moments
 * stay. What the old team waited for the new one does not: the wait ends with the move, or its clocks would stand still
 * for good.
 */
export const moveToTeam = (
  { actor, team, calendar }: EndWait & { team: Team },
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, workOpen);
  requireHandler(actor, ticket);
  if (ticket.teamId === team.teamId && waitsThere(ticket)) return [];
  const { teamId, departmentId } = team;
  return [
    ...endWait({ actor, calendar }, ticket, now),
    ticketQueued.of({
      ...about(ticket, now),
      handlerId: null,
      teamId,
      departmentId,
      ruleId: "by-hand",
      rulesVersion: "by-hand",
    }),
  ];
};

const waitsThere = ({ status, handlerId }: Ticket): boolean =>
  handlerId === null && (status === "queued" || status === "offered");

/** The owner offers the ownership to a colleague. It counts only once accepted: the customer is never left alone. */
export const offerOwnership = ({ actor, to }: HandOver, state: TicketState, now: string): TicketFact[] => {
  const ticket = inState(state, notEnded);
  requireOwner(actor, ticket);
  const { staffId } = requireColleague(ticket.propertyId, to);
  if (staffId === ticket.ownerId || staffId === ticket.ownershipOfferedTo) return [];
  return [ticketOwnerHandOverOffered.of({ ...about(ticket, now), toStaffId: staffId, by: actor.id })];
};

/** The colleague accepts and answers for the ticket from now on. Accepting twice changes nothing. */
export const acceptOwnership = (actor: Actor, state: TicketState, now: string): TicketFact[] => {
  const ticket = inState(state, notEnded);
  if (ticket.ownerId === actor.id) return [];
  if (ticket.ownershipOfferedTo !== actor.id || ticket.ownerId === null) throw offeredToAnother();
  return [
    ticketOwnerHandedOver.of({ ...about(ticket, now), fromStaffId: ticket.ownerId, ownerId: actor.id }),
  ];
};
