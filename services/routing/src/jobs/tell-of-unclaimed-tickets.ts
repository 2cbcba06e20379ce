import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { CronJob } from "@shouwen/event-bus/cron";
import { decideAll } from "../decide-all.ts";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import { tellNobodyFits } from "../domain/assignment/offer-ticket.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketContextAt } from "../domain/ticket/ticket-context.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";

export type UnclaimedSources = {
  readonly tickets: AggregateStore<TicketState, TicketFact>;
  readonly queue: {
    unseenClaims(): Promise<readonly { teamId: string; propertyId: string }[]>;
    unseenOf(teamId: string, limit: number): Promise<readonly string[]>;
  };
  staffOf(propertyId: string): Promise<readonly Staff[]>;
  ticketContextOf(propertyId: string): Promise<TicketContextAt>;
};

const everyMs = 5_000;
const perTeam = 1_000;

/** What people of a team take by themselves is told of where none of them is at work, once for each ticket. */
export const tellOfUnclaimedTickets = ({
  tickets,
  queue,
  staffOf,
  ticketContextOf,
}: UnclaimedSources): CronJob => ({
  name: "tell-of-unclaimed-tickets",
  everyMs,
  run: async () => {
    for (const { teamId, propertyId } of await queue.unseenClaims()) {
      const isThere = ({ teamIds, employed, onDuty }: Staff) =>
        teamIds.includes(teamId) && employed && onDuty;
      if ((await staffOf(propertyId)).some(isThere)) continue;
      const ticketContextAt = await ticketContextOf(propertyId);
      await decideAll(tickets, {
        by: "tell of unclaimed tickets",
        ids: await queue.unseenOf(teamId, perTeam),
        decide: (state, now) =>
          state.status === "unknown"
            ? []
            : tellNobodyFits(ticketContextAt(state, now).escalation, state, now),
      });
    }
  },
});
