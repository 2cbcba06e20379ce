import { z } from "zod";
import { defineEvent, withFields } from "../define-event.ts";
import { instant, money, profileId, propertyId, sealed, staffId, ticketId } from "../values.ts";

export const approvalId = z
  .string()
  .regex(/^app_[A-Za-z0-9_-]{1,64}$/, "Expected an id that starts with app_")
  .describe("One thing that somebody must allow");

const aboutApproval = {
  approvalId,
  propertyId,
  flowId: z.string().max(60).describe("Which flow: card_merge, treatment_refund, compensation…"),
  flowVersion: z.string().max(120).describe("policyId@version of the flows"),
  ticketId: ticketId.nullable().describe("The ticket that waits for it, if any"),
  profileId: profileId.nullable().describe("The customer whom it is about, if any"),
  requestedBy: staffId.describe("Who asked for it"),
  at: instant.describe("When it happened, by the database's clock"),
};

const approvalEvent = <const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  summary: string,
  shape: Shape,
) =>
  defineEvent({
    type,
    topic: "shouwen.approval",
    key: "approvalId",
    summary,
    data: z.object(withFields(aboutApproval, shape)),
  });

const step = {
  stepId: z.string().max(60).describe("The step of the flow"),
  step: z.int().min(1).describe("1 for the first step"),
};

/** Somebody asked for something that others must allow. */
export const approvalRequested = approvalEvent("approval.requested.v1", "Somebody asked for an approval", {
  amount: money.nullable().describe("What it costs, if anything"),
  form: sealed
    .nullable()
    .describe("What was filled in; sealed with the customer's key, or the approval's own"),
  steps: z
    .array(z.object({ stepId: step.stepId, needed: z.int().min(1).describe("How many must agree") }))
    .describe("The steps that it takes, in order"),
  dueAt: instant.describe("By when the first step is to be decided"),
});

/** Somebody said yes or no in a step. */
export const approvalStepDecided = approvalEvent(
  "approval.step_decided.v1",
  "Somebody decided in a step of an approval",
  {
    ...step,
    decision: z.enum(["approved", "refused"]).describe("What they said"),
    by: staffId.describe("Who decided"),
    forStaffId: staffId.nullable().describe("For whom, where it had been delegated to them"),
    stillNeeded: z.int().min(0).describe("How many more must agree in this step; 0: the step is done"),
    comment: sealed.nullable().describe("What they said about it"),
    nextDueAt: instant.nullable().describe("By when the next step is to be decided; null: there is none"),
  },
);

/** Somebody let a colleague decide in their place. */
export const approvalDelegated = approvalEvent(
  "approval.step_delegated.v1",
  "Somebody lets a colleague decide in their place",
  {
    ...step,
    fromStaffId: staffId.describe("Who may decide"),
    toStaffId: staffId.describe("Who decides for them"),
  },
);

/** A step was not decided in time. Said once a step. */
export const approvalOverdue = approvalEvent(
  "approval.step_overdue.v1",
  "A step of an approval was not decided in time",
  {
    ...step,
    dueAt: instant.describe("By when it should have been decided"),
    toldIds: z.array(staffId.describe("One of them")).describe("Who could decide it"),
  },
);

export const approvalGranted = approvalEvent("approval.granted.v1", "Everybody who must agree has agreed", {
  amount: money.nullable().describe("What it costs, if anything"),
});

export const approvalRefused = approvalEvent("approval.refused.v1", "It is not allowed", {
  ...step,
  by: staffId.describe("Whose no it was"),
});

export const approvalWithdrawn = approvalEvent("approval.withdrawn.v1", "It is not asked for any more", {
  by: staffId.describe("Who withdrew it"),
});
