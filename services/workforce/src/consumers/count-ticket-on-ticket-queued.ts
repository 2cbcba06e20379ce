import type { DataOf } from "@shouwen/contracts/define-event";
import { ticketQueued } from "@shouwen/contracts/events/ticket";
import { throwFault } from "@shouwen/event-bus/each";
import type { Consumer } from "@shouwen/event-bus/message";

/** A ticket that came into a team's queue. */
export type QueuedTicket = Pick<DataOf<typeof ticketQueued>, "ticketId" | "teamId" | "propertyId" | "at">;

/**
 * What a team has to do, by the hour: each ticket once for each team into whose queue it came. Records of the past are
 * no work to come. Without an inbox: a row is set, so hearing it again changes nothing.
 */
export const countTicketOnTicketQueued = (
  keep: (tickets: readonly QueuedTicket[]) => Promise<void>,
): Consumer => ({
  name: "count-ticket-on-ticket-queued",
  types: [ticketQueued.type],
  handle: async (messages) => {
    const heard = messages.map(({ data }) => data as DataOf<typeof ticketQueued>);
    try {
      await keep(heard.filter(({ mode }) => mode === "live"));
      return new Map();
    } catch (error) {
      throwFault(error);
      return new Map(messages.map((message) => [message, error]));
    }
  },
});
