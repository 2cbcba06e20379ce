import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { CronJob } from "@shouwen/event-bus/cron";
import { decideAllOf } from "../decide-all.ts";
import type { ApprovalFact, ApprovalState } from "../domain/approval/approval.ts";
import { withdrawWithTicket } from "../domain/approval/decide-approval.ts";

type AskedInVain = { readonly approvalId: string; readonly by: string };

export type CancelledSources = {
  readonly approvals: AggregateStore<ApprovalState, ApprovalFact>;
  /** What is still asked for tickets that were cancelled, and who cancelled them. */
  approvalsOfCancelled(limit: number): Promise<readonly AskedInVain[]>;
};

const everyMs = 5_000;
const perRun = 200;

/** Whatever was asked for a ticket is withdrawn with it. */
export const withdrawApprovalsOfCancelledTickets = ({
  approvals,
  approvalsOfCancelled,
}: CancelledSources): CronJob => ({
  name: "withdraw-approvals-of-cancelled-tickets",
  everyMs,
  run: async () => {
    const asked = await approvalsOfCancelled(perRun);
    for (const [by, theirs] of Map.groupBy(asked, (one) => one.by))
      await decideAllOf(approvals, {
        by: "withdraw approvals of cancelled tickets",
        ids: theirs.map(({ approvalId }) => approvalId),
        decide: (state, now) => withdrawWithTicket(by, state, now),
        correlationOf: (state) => (state.status === "unknown" ? "" : state.approvalId),
      });
  },
});
