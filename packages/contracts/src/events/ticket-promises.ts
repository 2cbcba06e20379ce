import { z } from "zod";
import { instant, slaTarget, staffId } from "../values.ts";
import { by, ticketEvent } from "./about-ticket.ts";

/** Somebody told the customer by when they hear more. What was promised before stands in the events before. */
export const ticketReplyPromised = ticketEvent(
  "ticket.reply_promised.v1",
  "The customer was told by when they hear more",
  {
    replyBy: instant.describe("The date that the customer was told"),
    fromReplyBy: instant.nullable().describe("The date that they had been told before, if any"),
    target: slaTarget.describe("The promise that is watched from now on"),
    by,
  },
);

/** A promise was made anew under another version of the rules, on demand of somebody who may. */
export const slaTargetRecalculated = ticketEvent(
  "sla_target.recalculated.v1",
  "A promise was made anew under other rules",
  {
    target: slaTarget.shape.name,
    dueAt: slaTarget.shape.dueAt,
    policyVersion: slaTarget.shape.policyVersion,
    responsibleId: staffId.nullable().describe("Who answers for this promise"),
    fromDueAt: instant.describe("When it was due before"),
    fromPolicyVersion: z.string().describe("policyId@version of the rule before"),
    calendarVersion: slaTarget.shape.calendarVersion,
    counts: slaTarget.shape.counts,
    steps: slaTarget.shape.steps,
    by,
  },
);
