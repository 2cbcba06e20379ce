import { z } from "zod";
import { defineEvent } from "../define-event.ts";
import { instant, language, profileId, propertyId, sealed, tier } from "../values.ts";

/** A customer is known under the id that intake minted. */
export const profileRegistered = defineEvent({
  type: "profile.registered.v1",
  topic: "shouwen.profile",
  key: "profileId",
  summary: "A customer is known from now on",
  data: z.object({ profileId, propertyId, tier, language, at: instant.describe("When we first knew") }),
});

/** The person's key is destroyed: every sealed copy, wherever it lies, can be read no more. */
export const profileErased = defineEvent({
  type: "profile.erased.v1",
  topic: "shouwen.profile",
  key: "profileId",
  summary: "The person's key is destroyed; every sealed copy is unreadable",
  data: z.object({ profileId, at: instant.describe("When the key was destroyed") }),
});

/** All that others may know of a customer. A tombstone follows an erasure. */
export const profileState = defineEvent({
  type: "profile.state.v1",
  topic: "shouwen.profile_state",
  key: "profileId",
  summary: "The whole public state of a customer",
  data: z.object({
    profileId,
    propertyIds: z.array(propertyId).describe("Where the customer is known"),
    tier,
    language,
    displayName: sealed.nullable(),
    contact: sealed.nullable().describe('Sealed JSON {"kind":"phone|email|text","value":"…"}'),
    updatedAt: instant.describe("When this state began"),
  }),
});
