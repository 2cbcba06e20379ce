import { z } from "zod";
import { defineEvent } from "../define-event.ts";
import { instant, policyId } from "../values.ts";

/** One published version of any rule. Versions are never changed; a newer one takes over at `effectiveFrom`. */
export const policyState = defineEvent({
  type: "policy.state.v1",
  topic: "shouwen.policy_state",
  key: "policyVersionId",
  summary: "One published version of a rule",
  data: z.object({
    policyVersionId: z.string().max(120).describe("policyId@version"),
    policyId,
    kind: z.string().max(40).describe("sla, routing, callback, quiet_hours, template, score_pack…"),
    scope: z.string().max(80).describe("group, region:<name>, brand:<name>, or the property that it is for"),
    version: z.int().min(1).describe("1, 2, 3… of this rule"),
    effectiveFrom: instant.describe("From when it holds; until a newer version takes over"),
    effectiveUntil: instant
      .optional()
      .describe("From when what is inherited holds again; missing: no such moment"),
    body: z.record(z.string(), z.unknown()).describe("The rule itself; its form depends on the kind"),
    publishedBy: z
      .string()
      .max(80)
      .nullable()
      .describe("Who published it; null when it came with the product"),
    updatedAt: instant.describe("When this state began"),
  }),
});
