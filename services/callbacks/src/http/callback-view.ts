import { disposition } from "@shouwen/contracts/events/callback";
import { kind, language } from "@shouwen/contracts/values";
import { z } from "zod";
import type { KnownCallback } from "../domain/callback.ts";
import { callbackStatus } from "../domain/desk.ts";

/** A callback as people see it. The contact stays with profiles, which reveals it audited. */
export const callbackView = z
  .object({
    callbackId: z.string(),
    ticketId: z.string(),
    propertyId: z.string(),
    kind,
    profileId: z.string().nullable().describe("Whom to call; null when the customer is anonymous"),
    language: language.describe("The language in which to call"),
    ownerId: z.string().nullable(),
    handlerId: z.string().nullable(),
    resolution: z.int().describe("Which resolution of the ticket the customer is asked about"),
    policyVersion: z.string(),
    status: callbackStatus,
    claim: z
      .object({ by: z.string(), until: z.string() })
      .nullable()
      .describe("Who holds it; counts until `until`"),
    dueAt: z.string(),
    wishedByCustomer: z.boolean().describe("Whether the customer asked for this time"),
    expiresAt: z.string(),
    dials: z.array(
      z.object({
        attempt: z.int(),
        disposition,
        by: z.string(),
        at: z.string(),
        nextDueAt: z.string().nullable(),
      }),
    ),
    outcome: z.enum(["satisfied", "dissatisfied", "unreachable", "refused"]).nullable(),
    rating: z.int().nullable(),
    words: z
      .string()
      .nullable()
      .describe(
        "What the customer said: sealed, and in clear where one callback is read by somebody who may; null once they are erased",
      ),
    scheduledAt: z.string(),
    completedAt: z.string().nullable(),
  })
  .describe("The promise to call a customer back");
export type CallbackView = z.output<typeof callbackView>;

export const viewOf = (callback: KnownCallback): CallbackView => {
  const claim = callback.status === "scheduled" ? callback.claim : null;
  const done = callback.status === "completed" ? callback : undefined;
  return {
    ...callback,
    dials: [...callback.dials],
    claim: claim && { by: claim.by, until: claim.until },
    wishedByCustomer: callback.wishedAt !== null,
    outcome: done?.outcome ?? null,
    rating: done?.rating ?? null,
    words: done?.words ?? null,
    completedAt: done?.completedAt ?? null,
  };
};
