import { profileErased } from "@shouwen/contracts/events/profile";
import type { Consumer } from "@shouwen/event-bus/message";

/**
 * Lets go of the key of a person who was erased. Forgetting twice is the same as once, so it needs no inbox; another
 * replica lets go within a minute by itself.
 */
export const forgetKeyOnProfileErased = (forget: (profileId: string) => void): Consumer => ({
  name: "forget-key-on-profile-erased",
  types: [profileErased.type],
  handle: async (messages) => {
    for (const { key } of messages) forget(key);
    return new Map();
  },
});
