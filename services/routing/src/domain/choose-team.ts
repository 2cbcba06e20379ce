import type { DataOf } from "@shouwen/contracts/define-event";
import type { teamState } from "@shouwen/contracts/events/workforce";
import { matches, type RoutingPolicy } from "./policies.ts";

export type Team = DataOf<typeof teamState>;

export type TeamChoice = { readonly team: Team; readonly ruleId: string };

type Routable = { kind: string; priority: string; tier: string | null; category: string };

/** The first rule that matches and whose team the property has. Undefined where no rule leads to a team. */
export const chooseTeam = (
  ticket: Routable,
  policy: RoutingPolicy,
  teams: readonly Team[],
): TeamChoice | undefined => {
  for (const rule of policy.rules) {
    if (!matches(rule, ticket) || !startsWithAny(ticket.category, rule.categoryStartsWith)) continue;
    const team = teams.find(({ teamId }) => teamId === rule.team || teamId.endsWith(`_${rule.team}`));
    if (team) return { team, ruleId: rule.id };
  }
  return undefined;
};

const startsWithAny = (category: string, starts: readonly string[] | undefined): boolean =>
  starts?.some((start) => category === start || category.startsWith(`${start}/`)) ?? true;
