import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import type { PolicyBook } from "@shouwen/service-kit/policies";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import { pinnedTerms } from "../domain/clock/pinned-terms.ts";
import { deskTeamOf, type EscalationPolicy } from "../domain/escalation/escalation-policy.ts";
import type { SlaPolicy } from "../domain/policy/policies.ts";
import type { CircumstancesAt } from "../domain/ticket/circumstances.ts";

/** Where the rules and the people come from. */
export type TermSources = {
  sla(): Promise<PolicyBook<SlaPolicy>>;
  calendars(): Promise<PolicyBook<CalendarBody>>;
  escalation(): Promise<PolicyBook<EscalationPolicy>>;
  staffOf(propertyId: string): Promise<readonly Staff[]>;
  deskOf(teamId: string): Promise<readonly Staff[]>;
};

type Books = {
  readonly sla: PolicyBook<SlaPolicy>;
  readonly calendars: PolicyBook<CalendarBody>;
  readonly escalation: PolicyBook<EscalationPolicy>;
};

/** All versions of the rules by which promises are made. */
export const termBooks = async (sources: Omit<TermSources, "staffOf" | "deskOf">): Promise<Books> => {
  const [sla, calendars, escalation] = await Promise.all([
    sources.sla(),
    sources.calendars(),
    sources.escalation(),
  ]);
  return { sla, calendars, escalation };
};

/** The people of the group's desk, as each version of the ladder names it. */
export const desksOf = async (
  { versions }: Pick<PolicyBook<EscalationPolicy>, "versions">,
  deskOf: TermSources["deskOf"],
): Promise<(ladder: EscalationPolicy) => readonly Staff[]> => {
  const teamIds = [...new Set(versions.map(({ body }) => deskTeamOf(body)))];
  const desks = new Map(
    await Promise.all(teamIds.map(async (teamId) => [teamId, await deskOf(teamId)] as const)),
  );
  return (ladder) => desks.get(deskTeamOf(ladder)) ?? [];
};

/** The circumstances of tickets of one property, read once. */
export const circumstancesFor = async (
  sources: TermSources,
  propertyId: string,
): Promise<CircumstancesAt> => {
  const [books, staff] = await Promise.all([termBooks(sources), sources.staffOf(propertyId)]);
  const deskFor = await desksOf(books.escalation, sources.deskOf);
  return (ticket, now) => {
    const terms = pinnedTerms(books, ticket, now);
    return { terms, alarm: { ladder: terms.ladder, staff, desk: deskFor(terms.ladder.body) } };
  };
};
