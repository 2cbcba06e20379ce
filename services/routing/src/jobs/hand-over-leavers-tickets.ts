import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { CronJob } from "@shouwen/event-bus/cron";
import { decideAll } from "../decide-all.ts";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import { releaseLeaversTicket } from "../domain/assignment/release-leavers-ticket.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketContextAt } from "../domain/ticket/ticket-context.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";

export type LeaverSources = {
  readonly tickets: AggregateStore<TicketState, TicketFact>;
  /** Open tickets that somebody owns or works on who has left. */
  ticketsOfLeavers(limit: number): Promise<readonly { ticketId: string; staffId: string }[]>;
  staff(staffId: string): Promise<Staff | undefined>;
  ticketContextOf(propertyId: string): Promise<TicketContextAt>;
};

const everyMs = 5_000;
const perRun = 500;

/** Gives what leavers owned to their supervisors as a list, and what they worked on back to their teams. */
export const handOverLeaversTickets = (sources: LeaverSources): CronJob => ({
  name: "hand-over-leavers-tickets",
  everyMs,
  run: async () => {
    const left = await sources.ticketsOfLeavers(perRun);
    for (const [staffId, theirs] of Map.groupBy(left, (one) => one.staffId)) {
      const leaver = await sources.staff(staffId);
      if (leaver)
        await handOver(
          sources,
          leaver,
          theirs.map(({ ticketId }) => ticketId),
        );
    }
  },
});

const handOver = async (
  { tickets, staff, ticketContextOf }: LeaverSources,
  leaver: Staff,
  ids: readonly string[],
): Promise<void> => {
  const found = leaver.supervisorId == null ? undefined : await staff(leaver.supervisorId);
  const supervisor = found?.employed ? found : undefined;
  const ticketContextAt = await ticketContextOf(leaver.propertyId);
  await decideAll(tickets, {
    by: "hand over leavers' tickets",
    ids,
    decide: (state, now) =>
      state.status === "unknown"
        ? []
        : releaseLeaversTicket({ leaver, supervisor, ...ticketContextAt(state, now) }, state, now),
  });
};
