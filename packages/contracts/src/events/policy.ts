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
    scope: z.string().max(80).describe("group, or the property that it is for"),
    version: z.int().min(1),
    effectiveFrom: instant,
    body: z.record(z.string(), z.unknown()),
    publishedBy: z.string().max(80).nullable(),
    updatedAt: instant,
  }),
});
