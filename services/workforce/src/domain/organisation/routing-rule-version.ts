import type { Instant } from "@shouwen/contracts/values";

/** One published version of routing's rules, as far as workforce cares. */
export type RoutingRuleVersion = {
  readonly policyVersionId: string;
  readonly scope: string;
  readonly version: number;
  readonly effectiveFrom: Instant;
  readonly effectiveUntil: Instant | null;
  readonly catchAllTeams: readonly string[];
  readonly aggSeq: number;
};
