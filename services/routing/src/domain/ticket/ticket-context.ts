import type { SlaTerms } from "../clock/sla-targets.ts";
import type { EscalationContext } from "../escalation/escalate.ts";
import type { Ticket } from "./ticket.ts";

/** What decides about a ticket besides its state: the rules that it is pinned to, and whom the ladder may call in. */
export type TicketContext = { readonly terms: SlaTerms; readonly escalation: EscalationContext };

/** What a ticket is pinned to is known only when its state is read. */
export type TicketContextAt = (ticket: Ticket, now: string) => TicketContext;
