import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import type { PolicySet } from "@shouwen/service-kit/policies";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import { pinnedTerms } from "../domain/clock/pinned-terms.ts";
import { deskTeamOf, type EscalationPolicy } from "../domain/escalation/escalation-policy.ts";
import type { SlaPolicy } from "../domain/policy/policies.ts";
import type { TicketContextAt } from "../domain/ticket/ticket-context.ts";

/** Where the rules and the people come from. */
export type TermSources = {
  sla(): Promise<PolicySet<SlaPolicy>>;
  calendars(): Promise<PolicySet<CalendarBody>>;
  escalation(): Promise<PolicySet<EscalationPolicy>>;
  staffOf(propertyId: string): Promise<readonly Staff[]>;
  deskOf(teamId: string): Promise<readonly Staff[]>;
};

type Books = {
  readonly sla: PolicySet<SlaPolicy>;
  readonly calendars: PolicySet<CalendarBody>;
  readonly escalation: PolicySet<EscalationPolicy>;
};

/** All versions of the rules by which promises are made. */
export const readPolicySets = async (sources: Omit<TermSources, "staffOf" | "deskOf">): Promise<Books> => {
  const [sla, calendars, escalation] = await Promise.all([
    sources.sla(),
    sources.calendars(),
    sources.escalation(),
  ]);
  return { sla, calendars, escalation };
};

/** The people of the group's desk, as each version of the ladder names it. */
export const desksOf = async (
  { versions }: Pick<PolicySet<EscalationPolicy>, "versions">,
  deskOf: TermSources["deskOf"],
): Promise<(ladder: EscalationPolicy) => readonly Staff[]> => {
  const teamIds = [...new Set(versions.map(({ body }) => deskTeamOf(body)))];
  const desks = new Map(
    await Promise.all(teamIds.map(async (teamId) => [teamId, await deskOf(teamId)] as const)),
  );
  return (ladder) => desks.get(deskTeamOf(ladder)) ?? [];
};

/** The circumstances of tickets of one property, read once. */
export const ticketContextFor = async (
  sources: TermSources,
  propertyId: string,
): Promise<TicketContextAt> => {
  const [policySets, staff] = await Promise.all([readPolicySets(sources), sources.staffOf(propertyId)]);
  const deskFor = await desksOf(policySets.escalation, sources.deskOf);
  return (ticket, now) => {
    const terms = pinnedTerms(policySets, ticket, now);
    return { terms, escalation: { ladder: terms.ladder, staff, desk: deskFor(terms.ladder.body) } };
  };
};
