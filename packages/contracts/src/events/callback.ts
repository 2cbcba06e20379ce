import { z } from "zod";
import { defineEvent, withFields } from "../define-event.ts";
import {
  callbackId,
  instant,
  kind,
  language,
  profileId,
  propertyId,
  sealed,
  staffId,
  ticketId,
} from "../values.ts";

const aboutCallback = {
  callbackId,
  ticketId,
  propertyId,
  kind,
  profileId: profileId.nullable(),
  language,
  ownerId: staffId.nullable(),
  handlerId: staffId.nullable(),
  resolution: z.int().min(1).describe("Which resolution of the ticket the customer is asked about"),
  at: instant.describe("When it happened, by the database's clock"),
};

const callbackEvent = <const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  summary: string,
  shape: Shape,
) =>
  defineEvent({
    type,
    topic: "shouwen.callback",
    key: "callbackId",
    summary,
    data: z.object(withFields(aboutCallback, shape)),
  });

/** How one dial ended. */
export const disposition = z
  .enum(["answered", "no_answer", "busy", "voicemail", "wrong_number", "refused", "reschedule"])
  .describe("How the dial ended");
export type Disposition = z.infer<typeof disposition>;

export const callbackScheduled = callbackEvent("callback.scheduled.v1", "A customer will be called back", {
  dueAt: instant.describe("When the customer is to be called"),
  expiresAt: instant.describe("After this nobody calls any more"),
  policyVersion: z.string().describe("policyId@version of the rule that wants the callback"),
});

export const callbackAttempted = callbackEvent("callback.attempted.v1", "Somebody dialled", {
  attempt: z.int().min(1).describe("1 for the first dial"),
  disposition,
  by: staffId,
  nextDueAt: instant.nullable().describe("When the next attempt is due; null when there is none"),
});

export const callbackRescheduled = callbackEvent(
  "callback.rescheduled.v1",
  "The call was moved to another time",
  {
    dueAt: instant.describe("The new time"),
    wishedByCustomer: z.boolean().describe("Whether the customer asked for it"),
    by: staffId,
  },
);

/** The callback is over. `satisfied` closes the ticket, `dissatisfied` reopens it. */
export const callbackCompleted = callbackEvent(
  "callback.completed.v1",
  "The customer answered, or cannot be reached",
  {
    outcome: z
      .enum(["satisfied", "dissatisfied", "unreachable", "refused"])
      .describe("What the customer says"),
    rating: z.int().min(1).max(5).nullable().describe("CSAT, 1 to 5"),
    words: sealed.nullable().describe("What the customer said"),
    attempts: z.int().min(1).describe("How many dials it took"),
    by: staffId,
  },
);

export const callbackExpired = callbackEvent("callback.expired.v1", "Nobody called within the time allowed", {
  attempts: z.int().min(0).describe("How many dials were made"),
});
