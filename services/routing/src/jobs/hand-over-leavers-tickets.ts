import { type AggregateStore, apply, pendingFor } from "@shouwen/event-bus/aggregate-store";
import type { CronJob } from "@shouwen/event-bus/cron";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import { leaveBehind } from "../domain/assignment/leave-behind.ts";
import type { SlaTerms } from "../domain/clock/sla-targets.ts";
import type { Alarm } from "../domain/escalation/escalate.ts";
import type { Ticket, TicketState } from "../domain/ticket/ticket.ts";

export type LeaverSources = {
  readonly tickets: AggregateStore<TicketState>;
  /** Open tickets that somebody owns or works on who has left. */
  ticketsOfLeavers(limit: number): Promise<readonly { ticketId: string; staffId: string }[]>;
  staff(staffId: string): Promise<Staff | undefined>;
  circumstancesOf(
    propertyId: string,
  ): Promise<(ticket: Ticket, now: string) => { readonly terms: SlaTerms; readonly alarm: Alarm }>;
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
  { tickets, staff, circumstancesOf }: LeaverSources,
  leaver: Staff,
  ids: readonly string[],
): Promise<void> => {
  const found = leaver.supervisorId == null ? undefined : await staff(leaver.supervisorId);
  const supervisor = found?.employed ? found : undefined;
  const circumstancesAt = await circumstancesOf(leaver.propertyId);
  const { things, now } = await tickets.read(ids);
  const pending = [...things].flatMap(([id, loaded]) => {
    if (loaded.state.status === "unknown") return [];
    const { terms, alarm } = circumstancesAt(loaded.state, now);
    const one = pendingFor(id, loaded);
    const facts = leaveBehind({ leaver, supervisor, terms, alarm }, loaded.state, now);
    apply(tickets.definition, one, { facts, cause: { actor: null, correlationId: loaded.state.requestId } });
    return one.facts.length > 0 ? [one] : [];
  });
  // Those that changed meanwhile come again in the next run.
  if (pending.length > 0) await tickets.save(pending, now);
};
