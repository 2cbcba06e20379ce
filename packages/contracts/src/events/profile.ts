import { z } from "zod";
import { defineEvent } from "../define-event.ts";
import { instant, language, profileId, propertyId, sealed, staffId, tier } from "../values.ts";

/** A customer is known under the id that intake minted. */
export const profileRegistered = defineEvent({
  type: "profile.registered.v1",
  topic: "shouwen.profile",
  key: "profileId",
  summary: "A customer is known from now on",
  data: z.object({ profileId, propertyId, tier, language, at: instant.describe("When we first knew") }),
});

/**
 * Somebody asked that a customer be erased. From now on nobody writes to them or opens their data, whether or not the
 * erasure is confirmed; it is carried out once a second person has confirmed it and the cooling time is over.
 */
export const profileErasureRequested = defineEvent({
  type: "profile.erasure_requested.v1",
  topic: "shouwen.profile",
  key: "profileId",
  summary: "Erasure was asked for: no message to the customer and no reveal from now on",
  data: z.object({
    profileId,
    requestedBy: staffId,
    at: instant.describe("When it was asked for"),
    eraseAt: instant.describe("The end of the cooling time: not before this moment"),
  }),
});

/** The erasure was withdrawn before it was carried out: everything is as it was. */
export const profileErasureWithdrawn = defineEvent({
  type: "profile.erasure_withdrawn.v1",
  topic: "shouwen.profile",
  key: "profileId",
  summary: "Erasure was withdrawn: the customer may be written to again",
  data: z.object({ profileId, withdrawnBy: staffId, at: instant.describe("When it was withdrawn") }),
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
    erasureRequestedAt: instant
      .optional()
      .describe("Erasure was asked for then: no message and no reveal; missing: it was not"),
    updatedAt: instant.describe("When this state began"),
  }),
});
