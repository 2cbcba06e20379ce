import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { CronJob } from "@shouwen/event-bus/cron";
import { decideAll } from "../decide-all.ts";
import { endGrace } from "../domain/ticket/end-ticket.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";

export type GraceSources = {
  readonly tickets: AggregateStore<TicketState, TicketFact>;
  /** Tickets whose grace window has been over for a while and whose customer nobody is to call any more. */
  ticketsPastGrace(limit: number): Promise<readonly string[]>;
};

const everyMs = 10 * 60_000;
const perRun = 500;

/**
 * Closes what its timer left open: the timer found a callback that was still to be made, and the end of that callback was
 * heard before the window was over. Where the two cross, neither closes the ticket.
 */
export const closeTicketsPastTheirGrace = ({ tickets, ticketsPastGrace }: GraceSources): CronJob => ({
  name: "close-tickets-past-their-grace",
  everyMs,
  run: async () => {
    const ids = await ticketsPastGrace(perRun);
    await decideAll(tickets, {
      by: "close tickets past their grace",
      ids,
      decide: (state, now) => endGrace({ callbackOpen: false }, state, now),
    });
  },
});
