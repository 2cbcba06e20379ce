import type { DataOf } from "@shouwen/contracts/define-event";
import { profileErased } from "@shouwen/contracts/events/profile";
import type { Consumer } from "@shouwen/event-bus/message";

/**
 * Nobody who was erased is written to again: what still waits for them is refused when its turn comes. Doing it again
 * changes nothing, so no inbox is needed.
 */
export const forgetOnProfileErased = (
  forget: (profileIds: readonly string[]) => Promise<void>,
): Consumer => ({
  name: "forget-on-profile-erased",
  types: [profileErased.type],
  handle: async (messages) => {
    await forget(messages.map(({ data }) => (data as DataOf<typeof profileErased>).profileId));
    return new Map();
  },
});
