import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import type { EscalationPolicy } from "../escalation/escalation-policy.ts";
import type { SlaPolicy } from "../policy/policies.ts";
import type { Ticket } from "../ticket/ticket.ts";
import type { Pinned, SlaTerms } from "./sla-targets.ts";

/** The versions of one kind of rule. */
type Versions<Body> = {
  inForce(propertyId: string, now: string): Pinned<Body>;
  version(policyVersionId: string): Pinned<Body> | undefined;
};

/** The rules by which promises are made, kept and watched, all versions of them. */
export type PolicySets = {
  readonly sla: Versions<SlaPolicy>;
  readonly calendars: Versions<CalendarBody>;
  readonly escalation: Versions<EscalationPolicy>;
};

/** The versions that a ticket is pinned to; of what it is pinned to none, those in force now. */
export const pinnedTerms = (policySets: PolicySets, ticket: Ticket, now: string): SlaTerms => {
  const pinned = <Body>(policySet: Versions<Body>, versionId: string | undefined): Pinned<Body> =>
    (versionId === undefined ? undefined : policySet.version(versionId)) ??
    policySet.inForce(ticket.propertyId, now);
  // Tickets that were saved before it was kept say it with the promise that is still to be kept.
  const to = ticket.pinned ?? ticket.targets.find(({ state }) => state !== "met") ?? ticket.targets[0];
  return {
    sla: pinned(policySets.sla, to?.policyVersion),
    calendar: pinned(policySets.calendars, to?.calendarVersion),
    ladder: pinned(policySets.escalation, ticket.escalationVersion),
  };
};

/** The versions in force for a property, which a new ticket is pinned to. */
export const termsInForce = (policySets: PolicySets, propertyId: string, now: string): SlaTerms => ({
  sla: policySets.sla.inForce(propertyId, now),
  calendar: policySets.calendars.inForce(propertyId, now),
  ladder: policySets.escalation.inForce(propertyId, now),
});
