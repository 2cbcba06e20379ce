import type { DataOf } from "@shouwen/contracts/define-event";
import { policyState } from "@shouwen/contracts/events/policy";
import type { Consumer, Message } from "@shouwen/event-bus/message";
import { catchAllTeamsIn } from "../domain/organisation/readiness.ts";
import type { RoutingRuleVersion } from "../domain/organisation/routing-rule-version.ts";

/**
 * Knows to which teams routing's rules send what no other rule takes, so that a property can say whether it has one.
 * The newest of a version counts, so no inbox is needed.
 */
export const knowRoutingRules = (
  keep: (versions: readonly RoutingRuleVersion[]) => Promise<void>,
): Consumer => ({
  name: "know-routing-rules",
  types: [policyState.type],
  handle: async (messages) => {
    await keep(messages.flatMap(routingRuleIn));
    return new Map();
  },
});

const routingRuleIn = ({ data, envelope }: Message): RoutingRuleVersion[] => {
  const policy = data as DataOf<typeof policyState> | null;
  if (policy?.kind !== "routing") return [];
  const { policyVersionId, scope, version, effectiveFrom, effectiveUntil, body } = policy;
  return [
    {
      policyVersionId,
      scope,
      version,
      effectiveFrom,
      effectiveUntil: effectiveUntil ?? null,
      catchAllTeams: catchAllTeamsIn(body),
      aggSeq: envelope.aggseq,
    },
  ];
};
