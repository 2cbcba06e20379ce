import type { DataOf } from "@shouwen/contracts/define-event";
import { profileErasureRequested, profileErasureWithdrawn } from "@shouwen/contracts/events/profile";
import type { Consumer, Message } from "@shouwen/event-bus/message";

type ErasureSaid = { readonly profileId: string; readonly requested: boolean; readonly at: string };

/**
 * From the moment in which somebody asks to be erased nobody writes to them; what waits is refused when its turn comes.
 * Withdrawn, they are written to again. The latest counts, so no inbox is needed.
 */
export const stopOnErasureRequested = (keep: (said: readonly ErasureSaid[]) => Promise<void>): Consumer => ({
  name: "stop-on-erasure-requested",
  types: [profileErasureRequested.type, profileErasureWithdrawn.type],
  handle: async (messages) => {
    await keep(messages.map(saidIn));
    return new Map();
  },
});

const saidIn = ({ data, envelope }: Message): ErasureSaid => {
  const { profileId, at } = data as DataOf<typeof profileErasureRequested | typeof profileErasureWithdrawn>;
  return { profileId, at, requested: envelope.type === profileErasureRequested.type };
};
