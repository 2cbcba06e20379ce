import type { DataOf } from "@shouwen/contracts/define-event";
import type { teamState } from "@shouwen/contracts/events/workforce";
import {
  inWordsOf,
  isUnder,
  type Matchable,
  matches,
  type RoutingPolicy,
  type RoutingRule,
} from "../policy/policies.ts";

export type Team = DataOf<typeof teamState>;

export type TeamChoice = { readonly team: Team; readonly rule: RoutingRule };

/** What the rules look at. `localTime` is the time of day at the property when it was received: `23:05`. */
export type Routable = Matchable & {
  readonly category: string;
  readonly place: string | null;
  readonly localTime: string;
};

/** The first rule that matches and whose team the property has. Undefined where no rule leads to a team. */
export const chooseTeam = (
  ticket: Routable,
  policy: RoutingPolicy,
  teams: readonly Team[],
): TeamChoice | undefined => {
  const asked = inWordsOf(policy.rules, ticket);
  for (const rule of policy.rules) {
    if (!leadsTo(rule, asked)) continue;
    const team = teams.find((candidate) => isNamed(candidate, rule.team));
    if (team) return { team, rule };
  }
  return undefined;
};

/**
 * Whether a rule means a team: by its id, or by the last part of it where every property has one. Where the id begins with
 * the property's own, that part is all that follows: `office` is not the front office.
 */
export const isNamed = (
  { teamId, propertyId }: Pick<Team, "teamId" | "propertyId">,
  named: string,
): boolean => {
  const own = `tea_${propertyId.slice("prp_".length)}_`;
  if (teamId === named) return true;
  return teamId.startsWith(own) ? teamId.slice(own.length) === named : teamId.endsWith(`_${named}`);
};

const leadsTo = (rule: RoutingRule, ticket: Routable): boolean =>
  matches(rule, ticket) &&
  (rule.categoryStartsWith === undefined || isUnder(rule.categoryStartsWith, ticket.category)) &&
  (rule.placeStartsWith?.some((start) => ticket.place?.startsWith(start)) ?? true) &&
  (rule.during?.some((window) => isWithin(ticket.localTime, window)) ?? true);

/** A window that ends before it begins goes over midnight; one of no length is the whole day. */
const isWithin = (time: string, { from, to }: { from: string; to: string }): boolean =>
  from < to ? time >= from && time < to : time >= from || time < to;

/** What a rule demands of whoever takes the ticket, and how they come to it. */
export const demandsOf = ({ skill, forClaim }: RoutingRule): Pick<RoutingRule, "skill" | "forClaim"> => ({
  ...(skill ? { skill } : {}),
  ...(forClaim ? { forClaim } : {}),
});
