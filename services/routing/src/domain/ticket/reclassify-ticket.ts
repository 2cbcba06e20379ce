import { ticketQueued, ticketRecategorised, ticketReprioritised } from "@shouwen/contracts/events/ticket";
import { sayPriority } from "@shouwen/contracts/priority";
import type { Kind, Priority } from "@shouwen/contracts/values";
import { demandsOf, type TeamChoice } from "../assignment/choose-team.ts";
import { promisesMoved } from "../clock/recalculate-targets.ts";
import { escalateForChange, escalateForComplaint } from "../escalation/escalate.ts";
import { evolveTicket } from "./evolve-ticket.ts";
import { type Actor, inState, requireHandler } from "./permissions.ts";
import { about, type Ticket, type TicketState, workOpen } from "./ticket.ts";
import type { TicketContext } from "./ticket-context.ts";
import type { TicketFact } from "./ticket-fact.ts";

type Reprioritise = { readonly actor: Actor; readonly priority: Priority } & TicketContext;

/**
 * It matters sooner or later than it did: its promises move, from the moment at which they began, and whoever the ladder
 * calls in for such a ticket hears of it.
 */
export const reprioritiseTicket = (
  { actor, priority, terms, escalation }: Reprioritise,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, workOpen);
  requireHandler(actor, ticket);
  if (ticket.priority === priority) return [];
  const changed = { ...ticket, priority };
  const targets = promisesMoved(ticket, changed, terms);
  const said = { ...about(changed, now), ...sayFormerPriority(ticket), targets, by: actor.id };
  const ticketInWords = { before: ticket, ticket: changed };
  return [ticketReprioritised.of(said), ...escalateForChange(ticketInWords, { ...escalation, now })];
};

/** What it mattered before, as an event says it. */
export const sayFormerPriority = (ticket: Ticket) => {
  const { priority: fromPriority, emergency: fromEmergency } = sayPriority(ticket.priority);
  return { fromPriority, fromEmergency };
};

type Recategorise = TicketContext & {
  readonly actor: Actor;
  readonly kind: Kind;
  readonly category: string;
  /** The complaints of the customer in the last year, without this ticket. */
  readonly complaints: number;
  /** Where the rules send a ticket, with the version of the rules. */
  readonly routeOf: (ticket: Ticket) => { readonly route: TeamChoice | undefined; readonly version: string };
};

/**
 * It turned out to be another matter: its promises move, whoever the ladder calls in for such a one hears of it, and
 * while nobody works on it, it goes to the team to which the rules send such a matter. Who works on it already hands it
 * over by hand. Who calls it an emergency has said how soon it matters.
 */
export const recategoriseTicket = (
  { actor, kind, category, complaints, terms, escalation, routeOf }: Recategorise,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, workOpen);
  requireHandler(actor, ticket);
  if (ticket.kind === kind && ticket.category === category) return [];
  const priority = kind === "emergency" && ticket.kind !== kind ? "emergency" : ticket.priority;
  const changed = { ...ticket, kind, category, priority };
  const targets = promisesMoved(ticket, changed, terms);
  const facts = [
    ticketRecategorised.of({
      ...about(changed, now),
      fromKind: ticket.kind,
      fromCategory: ticket.category,
      targets,
      by: actor.id,
    }),
    ...moveToRightTeam(changed, routeOf(changed), now),
  ];
  // Those are called in whose matter it is now.
  const moved = facts.reduce<TicketState>(evolveTicket, ticket) as Ticket;
  return [
    ...facts,
    ...escalateForChange({ before: ticket, ticket: moved }, { ...escalation, now }),
    ...(ticket.kind === "complaint" ? [] : escalateForComplaint(moved, complaints, { ...escalation, now })),
  ];
};

const moveToRightTeam = (
  ticket: Ticket,
  { route, version }: ReturnType<Recategorise["routeOf"]>,
  now: string,
): TicketFact[] => {
  const isFree = ticket.status === "queued" || ticket.status === "offered";
  if (!isFree || !route || route.team.teamId === ticket.teamId) return [];
  const { teamId, departmentId } = route.team;
  const { id: ruleId } = route.rule;
  return [
    ticketQueued.of({
      ...about(ticket, now),
      teamId,
      departmentId,
      ruleId,
      rulesVersion: version,
      ...demandsOf(route.rule),
    }),
  ];
};
