import { categoriesPolicy, shippedCategories } from "@shouwen/contracts/category-tree";
import type { Kit } from "@shouwen/service-kit/service";
import type { RoutingConfig } from "./config.ts";
import {
  approvalsPolicy,
  remedyLimits,
  shippedApprovals,
  shippedRemedyLimits,
} from "./domain/approval/approval-flows.ts";
import type { Team } from "./domain/assignment/choose-team.ts";
import { escalationPolicy, shippedEscalation } from "./domain/escalation/escalation-policy.ts";
import { plansPolicy, shippedPlans } from "./domain/piece/plans.ts";
import {
  checkApprovals,
  checkCategories,
  checkEscalation,
  checkPlans,
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

/** The rules that routing owns as data. A rule with a gap is refused before anybody is routed by it. */
export const openRules = (
  kit: Kit<RoutingConfig>,
  teams: { list(propertyId?: string): Promise<readonly Team[]> },
) => ({
  sla: kit.policies({ kind: "sla", schema: slaPolicy, shipped: shippedSla, check: checkSla }),
  routing: kit.policies({
    kind: "routing",
    schema: routingPolicy,
    shipped: shippedRouting,
    check: async (body, scope) =>
      checkRouting(body, await teams.list(scope.startsWith("prp_") ? scope : undefined)),
  }),
  calendars: kit.policies({ kind: "calendars", schema: calendarPolicy, shipped: shippedCalendar }),
  escalation: kit.policies({
    kind: "escalation",
    schema: escalationPolicy,
    shipped: shippedEscalation,
    check: checkEscalation,
  }),
  approvals: kit.policies({
    kind: "approvals",
    schema: approvalsPolicy,
    shipped: shippedApprovals,
    check: checkApprovals,
  }),
  remedyLimits: kit.policies({
    kind: "remedy_limits",
    schema: remedyLimits,
    shipped: shippedRemedyLimits,
  }),
  categories: kit.policies({
    kind: "categories",
    schema: categoriesPolicy,
    shipped: shippedCategories,
    check: checkCategories,
  }),
  plans: kit.policies({ kind: "plans", schema: plansPolicy, shipped: shippedPlans, check: checkPlans }),
});

export type Rules = ReturnType<typeof openRules>;
