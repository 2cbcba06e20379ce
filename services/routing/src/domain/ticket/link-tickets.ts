import type { DataOf } from "@shouwen/contracts/define-event";
import { ticketLinked, ticketMerged, ticketUnmerged } from "@shouwen/contracts/events/ticket-sub-tasks";
import type { SlaTarget } from "@shouwen/contracts/values";
import { breachTarget } from "../clock/breach-target.ts";
import { promisesAfterWait } from "../clock/sla-targets.ts";
import {
  hasAnotherParent,
  linkToItself,
  mergedElsewhere,
  mergeOfOthers,
  parentIsChild,
  ticketNotFound,
} from "../rejections.ts";
import { requireInspected, requireSubTasksDone } from "../sub-task/sub-tasks-done.ts";
import { type EndWait, endWait } from "./end-wait.ts";
import { type Actor, inState, requireHandler, requireOwner } from "./permissions.ts";
import {
  about,
  notEnded,
  standsAlone,
  type Ticket,
  type TicketState,
  type TicketStatus,
  unknownTicket,
  workOpen,
} from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

type Relation = DataOf<typeof ticketLinked>["relation"];

type LinkTicket = {
  readonly actor: Actor;
  readonly other: Ticket | undefined;
  readonly relation: Relation;
  /** False takes the link away again. */
  readonly isLinked: boolean;
};

/** The other ticket, which must be one of the same property. */
const requireNeighbour = (ticket: Ticket, other: TicketState = unknownTicket): Ticket => {
  if (other.status === "unknown" || other.propertyId !== ticket.propertyId) throw ticketNotFound();
  if (other.ticketId === ticket.ticketId) throw linkToItself();
  return other;
};

/** Says what a ticket is to another one, or takes that back. */
export const linkTicket = (
  { actor, other, relation, isLinked }: LinkTicket,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, standsAlone);
  const neighbour = requireNeighbour(ticket, other);
  const { ticketId: otherTicketId } = neighbour;
  if (relation === "child_of") requireChild(actor, { child: ticket, parent: neighbour }, isLinked);
  const has = (ticket.links ?? []).some(
    (link) => link.otherTicketId === otherTicketId && link.relation === relation,
  );
  if (has === isLinked) return [];
  return [ticketLinked.of({ ...about(ticket, now), relation, otherTicketId, isLinked, by: actor.id })];
};

type Family = { readonly child: Ticket; readonly parent: Ticket };

/**
 * What becomes of the parent becomes of its child: who handles or owns the child decides whose child it is or is no longer,
 * and it has one parent, which is nobody's child. It becomes one while both are open.
 */
const requireChild = (actor: Actor, { child, parent }: Family, isLinked: boolean): void => {
  requireHandler(actor, child);
  if (!isLinked) return;
  inState(child, workOpen);
  inState(parent, workOpen);
  const [before, above] = [parentOf(child), parentOf(parent)];
  if (before !== undefined && before !== parent.ticketId) throw hasAnotherParent({ parentId: before });
  if (above !== undefined) throw parentIsChild({ parentId: above });
};

const parentOf = ({ links }: Ticket): string | undefined =>
  links?.find(({ relation }) => relation === "child_of")?.otherTicketId;

type MergeTicket = EndWait & { readonly into: TicketState };

/**
 * It goes on in another ticket of the same customer. Nothing is destroyed: its clocks stand still, its events stay, and
 * it can stand on its own again. Pieces and notices stay with the ticket that has them, so one with an open one does not
 * go. What different customers ask for is linked, not merged: each of them is told when it is done.
 */
export const mergeTicket = (
  { actor, into, calendar }: MergeTicket,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status === "merged" && into.status !== "unknown" && state.merged?.into === into.ticketId)
    return [];
  const ticket = inState(state, workOpen);
  requireOwner(actor, ticket);
  const other = requireNeighbour(ticket, into);
  inState(other, notEnded);
  if (ticket.profileId === null || ticket.profileId !== other.profileId) throw mergeOfOthers();
  requireInspected(ticket);
  requireSubTasksDone(ticket);
  const broken = ticket.targets.flatMap(({ name }) => breachTarget(name, ticket, now));
  const wait = endWait({ actor, calendar }, ticket, now);
  return [
    ...broken,
    ...wait,
    ticketMerged.of({ ...about(ticket, now), intoTicketId: other.ticketId, by: actor.id }),
  ];
};

type TakeIn = { readonly actor: Actor; readonly otherTicketId: string; readonly isTakenIn: boolean };

/**
 * What the other one of a merge says: a ticket goes on in it, or does no longer. It is saved together with the merge, so
 * that two tickets which are merged into each other at one moment do not both go.
 */
export const takeInTicket = (
  { actor, otherTicketId, isTakenIn: isLinked }: TakeIn,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, [...standsAlone, "merged"]);
  const relation = "merged_from";
  const links = ticket.links ?? [];
  const has = links.some((link) => link.otherTicketId === otherTicketId && link.relation === relation);
  if (has === isLinked) return [];
  return [ticketLinked.of({ ...about(ticket, now), relation, otherTicketId, isLinked, by: actor.id })];
};

type UnmergeTicket = EndWait & {
  /** The ticket in which it went on when its leaving was prepared: that one changes with it. */
  readonly intoTicketId: string;
};

/** It stands on its own again where it was left. The time in which it went on elsewhere is not counted. */
export const unmergeTicket = (
  { actor, calendar, intoTicketId }: UnmergeTicket,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, ["merged"] satisfies TicketStatus[]);
  requireOwner(actor, ticket);
  const { into, at } = ticket.merged ?? { into: ticket.ticketId, at: now };
  if (into !== intoTicketId) throw mergedElsewhere({ intoTicketId: into });
  const targets: SlaTarget[] = promisesAfterWait(
    { ...ticket, waiting: { reason: "customer", since: at } },
    calendar,
    now,
  );
  return [ticketUnmerged.of({ ...about(ticket, now), fromTicketId: into, targets, by: actor.id })];
};
