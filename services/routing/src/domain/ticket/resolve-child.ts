import type { SlaTerms } from "../clock/sla-targets.ts";
import { resolveTicket } from "./end-ticket.ts";
import { endWait } from "./end-wait.ts";
import { evolveTicket } from "./evolve-ticket.ts";
import { isWorkOpen, type Ticket, type TicketState } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

type ResolveChild = { readonly parent: Ticket; readonly terms: SlaTerms };

/**
 * What was resolved for all of an incident is resolved for each: by who resolved the whole, told to the child's own
 * customer, who has the last word about it. A child with work of its own still open, or whose customer said no already, is
 * left to who works on it.
 */
export const resolveChild = (
  { parent, terms }: ResolveChild,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status === "unknown" || hasWorkOfItsOwn(state)) return [];
  if (parent.status !== "resolved" && parent.status !== "closed") return [];
  const by = parent.handlerId ?? parent.ownerId ?? state.ownerId;
  if (by === null) return [];
  const actor = { id: by, roles: ["supervisor" as const] };
  const waited = endWait({ actor, calendar: terms.calendar.body }, state, now);
  const ready = waited.reduce<TicketState>(evolveTicket, state);
  const graceMs = terms.sla.body.graceMs;
  return [
    ...waited,
    ...resolveTicket({ actor, outcome: parent.outcome ?? "done", note: null, graceMs }, ready, now),
  ];
};

const hasWorkOfItsOwn = (ticket: Ticket): boolean => {
  const { resolutions, subTasks = [], notice } = ticket;
  return (
    resolutions > 0 ||
    !isWorkOpen(ticket) ||
    subTasks.some(({ state }) => state === "open" || state === "overdue") ||
    (notice !== undefined && !notice.passed)
  );
};
