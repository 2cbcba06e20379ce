import type { DataOf } from "@shouwen/contracts/define-event";
import { messageReceived } from "@shouwen/contracts/events/message";
import type { Consumer, Message } from "@shouwen/event-bus/message";

/**
 * What a customer writes about something new is a request like any other: it gets a ticket, an owner and promises. One
 * about a ticket that is open reaches its owner elsewhere, and an opt-out word is no wish for anything but silence.
 * `take` answers what could not be taken, by message.
 */
export const takeRequestOnMessageReceived = (
  take: (messages: readonly Message[]) => Promise<ReadonlyMap<Message, unknown>>,
): Consumer => ({
  name: "take-request-on-message-received",
  types: [messageReceived.type],
  handle: async (messages) => {
    const about = messages.filter(({ data }) => isNewMatter(data as DataOf<typeof messageReceived>));
    return about.length === 0 ? new Map() : take(about);
  },
});

const isNewMatter = ({ about, channel }: DataOf<typeof messageReceived>): boolean =>
  about === "new_matter" && channel !== "staff_inbox";
