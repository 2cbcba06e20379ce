import { ticketEscalationAcknowledged, ticketNoteAdded } from "@shouwen/contracts/events/ticket";
import { type EscalationContext, sayStep } from "../escalation/escalate.ts";
import { escalatedHigher, nothingEscalated } from "../rejections.ts";
import { type Actor, inState, requireOwner } from "./permissions.ts";
import { about, notEnded, standsAlone, type TicketState } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

type Note = {
  readonly noteId: string;
  readonly audience: "internal" | "customer";
  readonly text: string;
  readonly actor: Actor;
};

/** Anybody of the property may write a note, on a closed ticket too. The text is sealed before it comes here. */
export const addNote = ({ actor, ...note }: Note, state: TicketState, now: string): TicketFact[] => [
  ticketNoteAdded.of({ ...about(inState(state, standsAlone), now), ...note, by: actor.id }),
];

type Escalate = {
  readonly actor: Actor;
  readonly nature: "hierarchic" | "functional";
  readonly level: number;
  readonly escalation: EscalationContext;
};

/**
 * Somebody calls in more authority or more skill. The level that was reached is not called in again; one below it would
 * not be either, and is refused.
 */
export const escalateTicket = (
  { actor, nature, level, escalation }: Escalate,
  state: TicketState,
  now: string,
): TicketFact[] => {
  const ticket = inState(state, notEnded);
  if (nature === "hierarchic" && level === ticket.escalationLevel) return [];
  if (nature === "hierarchic" && level < ticket.escalationLevel)
    throw escalatedHigher({ level: ticket.escalationLevel });
  const occasion = { reason: "manual", occurrence: 1, target: null, by: actor.id };
  return sayStep({ step: { id: null, level, nature }, occasion }, ticket, { ...escalation, now });
};

/**
 * Somebody takes the escalation upon themselves: what is open climbs no further. A promise that nobody was told of yet,
 * or another no of the customer, climbs anew. Only those who lead, and the owner, may.
 */
export const acknowledgeEscalation = (actor: Actor, state: TicketState, now: string): TicketFact[] => {
  const ticket = inState(state, notEnded);
  requireOwner(actor, ticket);
  const climbs = ticket.targets.some(({ told, steps }) => told === true && (steps ?? []).length > 0);
  if (ticket.escalationLevel === 0) throw nothingEscalated();
  if (ticket.acknowledgedBy === actor.id && !climbs) return [];
  return [
    ticketEscalationAcknowledged.of({ ...about(ticket, now), level: ticket.escalationLevel, by: actor.id }),
  ];
};
