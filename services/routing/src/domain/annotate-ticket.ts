import type { Fact } from "@shouwen/contracts/define-event";
import { ticketEscalated, ticketNoteAdded } from "@shouwen/contracts/events/ticket";
import { type Actor, inState } from "./permissions.ts";
import { about, type TicketState } from "./ticket.ts";

const notOver = ["queued", "offered", "accepted", "in_progress", "waiting", "resolved"] as const;
const any = [...notOver, "closed", "cancelled"] as const;

type Note = {
  readonly noteId: string;
  readonly audience: "internal" | "customer";
  readonly text: string;
  readonly actor: Actor;
};

/** Anybody of the property may write a note, on a closed ticket too. The text is sealed before it comes here. */
export const addNote = ({ actor, ...note }: Note, state: TicketState, now: string): Fact[] => [
  ticketNoteAdded.of({ ...about(inState(state, any), now), ...note, by: actor.id }),
];

type Escalate = {
  readonly actor: Actor;
  readonly nature: "hierarchic" | "functional";
  readonly level: number;
};

/** Somebody calls in more authority or more skill. A level that was reached before says nothing again. */
export const escalateTicket = (
  { actor, nature, level }: Escalate,
  state: TicketState,
  now: string,
): Fact[] => {
  const ticket = inState(state, notOver);
  if (nature === "hierarchic" && level <= ticket.escalationLevel) return [];
  return [ticketEscalated.of({ ...about(ticket, now), level, nature, reason: "manual", by: actor.id })];
};
