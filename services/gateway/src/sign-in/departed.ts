import type { DataOf } from "@shouwen/contracts/define-event";
import { staffState } from "@shouwen/contracts/events/workforce";
import type { Message } from "@shouwen/event-bus/message";

/** Who has left the company, as the gateway hears it with everything else that happens. */
export type Departed = { hasLeft(staffId: string): boolean; hear(message: Message): void };

/** Of two states of one person the later one counts, whichever is heard last. */
export const openDeparted = (): Departed => {
  const known = new Map<string, { employed: boolean; updatedAt: string }>();
  return {
    hasLeft: (staffId) => known.get(staffId)?.employed === false,
    hear: ({ envelope, data }) => {
      if (envelope.type !== staffState.type || data === null) return;
      const { staffId, employed, updatedAt } = data as DataOf<typeof staffState>;
      if ((known.get(staffId)?.updatedAt ?? "") <= updatedAt) known.set(staffId, { employed, updatedAt });
    },
  };
};
