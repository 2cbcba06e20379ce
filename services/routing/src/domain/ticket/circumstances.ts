import type { SlaTerms } from "../clock/sla-targets.ts";
import type { Alarm } from "../escalation/escalate.ts";
import type { Ticket } from "./ticket.ts";

/** What decides about a ticket besides its state: the rules that it is pinned to, and whom the ladder may call in. */
export type Circumstances = { readonly terms: SlaTerms; readonly alarm: Alarm };

/** What a ticket is pinned to is known only when its state is read. */
export type CircumstancesAt = (ticket: Ticket, now: string) => Circumstances;
