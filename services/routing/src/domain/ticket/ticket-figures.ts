import type { Ticket, TicketFigures } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

export const noFigures: TicketFigures = {
  firstTouchAt: null,
  firstResolvedAt: null,
  lastResolvedAt: null,
  lastClosedAt: null,
  waitedMs: 0,
  waitedBeforeResolutionMs: 0,
  handlerChanges: 0,
  handOvers: 0,
  actorChanges: 0,
  escalations: 0,
  lastHandlerId: null,
  lastActorId: null,
  lastWorkerId: null,
};

/** The figures after one more event; of a ticket that began without them there never are any. `ticket` is as before it. */
export const evolveFigures = (ticket: Ticket, event: TicketFact): TicketFigures | undefined => {
  const { figures } = ticket;
  if (figures === undefined) return undefined;
  return { ...figures, ...handsOf(figures, event), ...momentsOf(ticket, figures, event) };
};

const actorOf = ({ type, data }: TicketFact): string | null => {
  if (type === "ticket.accepted.v1" || type === "ticket.handed_over.v1") return data.handlerId;
  return "by" in data ? data.by : null;
};

const isChange = (before: string | null, now: string): number => (before !== null && before !== now ? 1 : 0);

const handsOf = (figures: TicketFigures, event: TicketFact): Partial<TicketFigures> => {
  const actor = actorOf(event);
  if (actor === null) return {};
  const acted = {
    lastActorId: actor,
    actorChanges: figures.actorChanges + isChange(figures.lastActorId, actor),
  };
  if (event.type === "ticket.closed.v1") return acted;
  return {
    ...acted,
    lastWorkerId: actor,
    handOvers: figures.handOvers + isChange(figures.lastWorkerId, actor),
  };
};

const momentsOf = (ticket: Ticket, figures: TicketFigures, event: TicketFact): Partial<TicketFigures> => {
  const { at } = event.data;
  switch (event.type) {
    case "ticket.accepted.v1":
    case "ticket.handed_over.v1":
      return {
        firstTouchAt: figures.firstTouchAt ?? at,
        lastHandlerId: event.data.handlerId,
        handlerChanges: figures.handlerChanges + isChange(figures.lastHandlerId, event.data.handlerId),
      };
    case "ticket.started.v1":
      return { firstTouchAt: figures.firstTouchAt ?? at };
    case "ticket.resumed.v1":
      return { waitedMs: figures.waitedMs + waitedUntil(ticket, at) };
    case "ticket.resolved.v1": {
      const waitedMs = figures.waitedMs + waitedUntil(ticket, at);
      const firstResolvedAt = figures.firstResolvedAt ?? at;
      return { firstResolvedAt, lastResolvedAt: at, waitedMs, waitedBeforeResolutionMs: waitedMs };
    }
    case "ticket.closed.v1":
    case "ticket.cancelled.v1":
      return { lastClosedAt: at, waitedMs: figures.waitedMs + waitedUntil(ticket, at) };
    case "ticket.escalated.v2":
      return { escalations: figures.escalations + 1 };
    default:
      return {};
  }
};

const waitedUntil = ({ waiting }: Ticket, at: string): number =>
  waiting === null ? 0 : Math.max(0, Date.parse(at) - Date.parse(waiting.since));
