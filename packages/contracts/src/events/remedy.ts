import { z } from "zod";
import { defineEvent, withFields } from "../define-event.ts";
import { instant, money, profileId, propertyId, staffId, ticketId } from "../values.ts";
import { approvalId } from "./approval.ts";

export const remedyId = z
  .string()
  .regex(/^rem_[A-Za-z0-9_-]{1,64}$/, "Expected an id that starts with rem_")
  .describe("One thing given to a customer for what went wrong");

export const remedyKind = z
  .enum([
    "apology_gift",
    "voucher",
    "points",
    "discount",
    "refund",
    "compensation",
    "upgrade",
    "free_service",
  ])
  .describe("What the customer is given");

const aboutRemedy = {
  remedyId,
  propertyId,
  ticketId: ticketId.describe("The ticket for which it is given"),
  profileId: profileId.nullable().describe("Who is given it; null: an anonymous customer"),
  kind: remedyKind,
  value: money.describe("What it is worth"),
  approvalId: approvalId.nullable().describe("The approval that allowed it; null: within one's own limit"),
  at: instant.describe("When it happened, by the database's clock"),
};

const remedyEvent = <const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  summary: string,
  shape: Shape,
) =>
  defineEvent({
    type,
    topic: "shouwen.remedy",
    key: "remedyId",
    summary,
    data: z.object(withFields(aboutRemedy, shape)),
  });

/** A customer is given something. Whoever carries it out builds on this. */
export const remedyGranted = remedyEvent(
  "remedy.granted.v1",
  "A customer is given something for what went wrong",
  {
    by: staffId.describe("Who granted it, or asked for the approval"),
    incidentId: ticketId
      .optional()
      .describe("The incident's ticket, where everybody whom it affected is given the same"),
  },
);

export const remedyRefused = remedyEvent("remedy.refused.v1", "It was not allowed to give it", {
  by: staffId.describe("Who had asked for it"),
});
