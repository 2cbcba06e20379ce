import type { DataOf } from "@shouwen/contracts/define-event";
import type { requestReceived } from "@shouwen/contracts/events/request";
import { ticketClosed, ticketOpened, ticketOwnerAssigned } from "@shouwen/contracts/events/ticket";
import { priorityOf } from "@shouwen/contracts/priority";
import { type EscalationContext, escalateTo, sayStep } from "../escalation/escalate.ts";
import { evolveTicket } from "./evolve-ticket.ts";
import { aboutOpening, numbered, openingOf } from "./open-ticket.ts";
import { type Ticket, type TicketState, unknownTicket } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

type OpenBare = {
  readonly request: DataOf<typeof requestReceived>;
  readonly escalation: EscalationContext;
  readonly number?: string | undefined;
};

/**
 * A request about which the rules could decide nothing becomes a ticket all the same: it belongs to whoever took it, is in
 * nobody's promise and in no queue, and people with authority are told to look. It asks nothing of calendars, promises
 * and routing rules, of which one has just failed. A record of the past opens, and closes if it was closed.
 */
export const openBare = (
  { request, escalation, number }: OpenBare,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status !== "unknown") return [];
  const asked = {
    ...request,
    priority: priorityOf(request),
    summary: plain(request.summary),
    place: request.place === null ? null : plain(request.place),
  };
  const isPast = request.mode === "history";
  const owner =
    request.takenBy === null
      ? undefined
      : { ownerId: request.takenBy, reason: "took_first_contact" as const };
  const about = aboutOpening(asked, { owner, routed: undefined, now: isPast ? request.receivedAt : now });
  const opened = ticketOpened.of({ ...about, ...openingOf(asked), ...numbered(number), targets: [] });
  if (isPast) {
    const { history } = request;
    const closed = { ...about, reason: "history" as const, by: null };
    return history ? [opened, ticketClosed.of({ ...closed, at: history.closedAt })] : [opened];
  }
  return [
    opened,
    ...(owner ? [ticketOwnerAssigned.of({ ...about, ...owner, requestId: request.requestId })] : []),
    ...tellToLook(evolveTicket(unknownTicket, opened) as Ticket, { ...escalation, now }),
  ];
};

const undecided = { reason: "undecided", occurrence: 1, target: null, by: null };

/** Whom the ladder names for what such a matter is, and whoever stands at its first level. */
const tellToLook = (ticket: Ticket, escalation: EscalationContext & { now: string }): TicketFact[] => [
  ...sayStep({ step: { id: null, level: 1, nature: "functional" }, occasion: undecided }, ticket, escalation),
  ...(ticket.ownerId === null ? escalateTo({ on: "no_owner", occurrence: 1 }, ticket, escalation) : []),
  ...escalateTo({ on: "opened", occurrence: 1 }, ticket, escalation),
];

/** What no table can keep does not keep a ticket from being opened. */
const plain = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\ufffd");
