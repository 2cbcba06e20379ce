import { categoriesPolicy, shippedCategories } from "@shouwen/contracts/category-tree";
import type { Policies } from "@shouwen/service-kit/policies";
import type { Kit } from "@shouwen/service-kit/service";
import type { RoutingConfig } from "./config.ts";
import {
  type ApprovalsPolicy,
  approvalsPolicy,
  type RemedyLimits,
  remedyLimits,
  shippedApprovals,
  shippedRemedyLimits,
} from "./domain/approval/approval-flows.ts";
import type { Team } from "./domain/assignment/choose-team.ts";
import { escalationPolicy, shippedEscalation } from "./domain/escalation/escalation-policy.ts";
import {
  checkApprovals,
  checkCategories,
  checkEscalation,
  checkPlans,
  checkRemedyFlow,
  checkSla,
} from "./domain/policy/check-policies.ts";
import { checkRouting } from "./domain/policy/check-routing.ts";
import {
  calendarPolicy,
  routingPolicy,
  shippedCalendar,
  shippedRouting,
  shippedSla,
  slaPolicy,
} from "./domain/policy/policies.ts";
import { plansPolicy, shippedPlans } from "./domain/sub-task/plans.ts";

/** The rules that routing owns as data. A rule with a gap is refused before anybody is routed by it. */
export const openRules = (
  kit: Kit<RoutingConfig>,
  teams: { list(propertyId?: string): Promise<readonly Team[]> },
) => {
  const teamsIn = (scope: string) => teams.list(scope.startsWith("prp_") ? scope : undefined);
  return { ...workRules(kit, teamsIn), ...allowanceRules(kit) };
};

type TeamsIn = (scope: string) => Promise<readonly Team[]>;

const workRules = (kit: Kit<RoutingConfig>, teamsIn: TeamsIn) => ({
  sla: kit.policies({ kind: "sla", schema: slaPolicy, shipped: shippedSla, check: checkSla }),
  routing: kit.policies({
    kind: "routing",
    schema: routingPolicy,
    shipped: shippedRouting,
    check: async (body, scope) => checkRouting(body, await teamsIn(scope), scope),
  }),
  calendars: kit.policies({ kind: "calendars", schema: calendarPolicy, shipped: shippedCalendar }),
  escalation: kit.policies({
    kind: "escalation",
    schema: escalationPolicy,
    shipped: shippedEscalation,
    check: checkEscalation,
  }),
  categories: kit.policies({
    kind: "categories",
    schema: categoriesPolicy,
    shipped: shippedCategories,
    check: checkCategories,
  }),
  plans: kit.policies({
    kind: "plans",
    schema: plansPolicy,
    shipped: shippedPlans,
    check: async (body, scope) => checkPlans(body, await teamsIn(scope), scope),
  }),
});

/** Flows and limits name each other: neither is published so that the other one names nothing. */
const allowanceRules = (kit: Kit<RoutingConfig>) => {
  const approvals: Policies<ApprovalsPolicy> = kit.policies({
    kind: "approvals",
    schema: approvalsPolicy,
    shipped: shippedApprovals,
    check: async (body, scope) => [
      ...checkApprovals(body),
      ...checkRemedyFlow(await inForceIn(limits, scope, kit.now()), body, "flows"),
    ],
  });
  const limits: Policies<RemedyLimits> = kit.policies({
    kind: "remedy_limits",
    schema: remedyLimits,
    shipped: shippedRemedyLimits,
    check: async (body, scope) => checkRemedyFlow(body, await inForceIn(approvals, scope, kit.now()), "flow"),
  });
  return { approvals, remedyLimits: limits };
};

const inForceIn = async <Body>(
  { current }: Pick<Policies<Body>, "current">,
  scope: string,
  now: string,
): Promise<Body> => (await current()).inForce(scope, now).body;

export type Rules = ReturnType<typeof openRules>;
