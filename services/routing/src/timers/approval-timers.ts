import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { onTimer, type TimerHandler } from "@shouwen/event-bus/timers";
import type { ApprovalFact, ApprovalState } from "../domain/approval/approval.ts";
import { overdueStep } from "../domain/approval/decide-approval.ts";
import type { Staff } from "../domain/assignment/choose-owner.ts";

/** What the clock does to an approval: who could decide is reminded. */
export const approvalTimers = (
  store: AggregateStore<ApprovalState, ApprovalFact>,
  staffOf: (propertyId: string) => Promise<readonly Staff[]>,
): TimerHandler[] => [
  onTimer({
    kind: "approval_step",
    store,
    correlationOf: (state) => (state.status === "unknown" ? "" : state.approvalId),
    context: (state) => (state.status === "unknown" ? Promise.resolve([]) : staffOf(state.propertyId)),
    decide: (_due, state, { context, now }) => overdueStep(context, state, now),
  }),
];
