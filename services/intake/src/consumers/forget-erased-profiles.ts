import type { DataOf } from "@shouwen/contracts/define-event";
import { profileErased } from "@shouwen/contracts/events/profile";
import type { Consumer } from "@shouwen/event-bus/message";

/** An erased person is a stranger when they come again: their contact leads to nobody, their key is dropped. */
export const forgetErasedProfiles = (forget: (profileIds: readonly string[]) => Promise<void>): Consumer => ({
  name: "forget-erased-profiles",
  types: [profileErased.type],
  handle: async (messages) => {
    await forget(messages.map(({ data }) => (data as DataOf<typeof profileErased>).profileId));
    return new Map();
  },
});
