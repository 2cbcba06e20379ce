import {
  approvalGranted,
  approvalRefused,
  approvalRequested,
  approvalWithdrawn,
} from "@shouwen/contracts/events/approval";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { reaction } from "@shouwen/event-bus/reaction";
import type { ApprovalFact, ApprovalState } from "../domain/approval/approval.ts";
import { waitForApproval, workOnAfterApproval } from "../domain/approval/approval-wait.ts";
import {
  grantRemedy,
  type ProposedRemedy,
  type RemedyFact,
  type RemedyState,
  refuseRemedy,
} from "../domain/approval/remedy.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketContextAt } from "../domain/ticket/ticket-context.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";

export type WaitSources = {
  ticketContextOf(propertyId: string): Promise<TicketContextAt>;
  /** Which of some tickets still wait for an approval. */
  openApprovals(ticketIds: readonly string[]): Promise<ReadonlySet<string>>;
};

/** A ticket waits while somebody must allow something for it. */
export const waitOnApproval = (tickets: AggregateStore<TicketState, TicketFact>, sources: WaitSources) =>
  reaction({
    name: "wait-on-approval",
    on: [approvalRequested, approvalGranted, approvalRefused, approvalWithdrawn],
    store: tickets,
    target: ({ data }) => data.ticketId ?? undefined,
    context: async (heard) => {
      const properties = [...new Set(heard.map(({ data }) => data.propertyId))];
      const [ticketContext, open] = await Promise.all([
        Promise.all(properties.map(async (id) => [id, await sources.ticketContextOf(id)] as const)),
        sources.openApprovals(heard.flatMap(({ data }) => data.ticketId ?? [])),
      ]);
      return { ticketContext: new Map(ticketContext), open };
    },
    decide: ({ type, data }, state, { context, now }) => {
      const ticketContext = context.ticketContext.get(data.propertyId);
      if (state.status === "unknown" || !ticketContext) return [];
      const { terms } = ticketContext(state, now);
      if (type === "approval.requested.v1")
        return waitForApproval({ by: data.requestedBy, terms }, state, now);
      return context.open.has(state.ticketId) ? [] : workOnAfterApproval(terms, state, now);
    },
  });

export type WishSource = {
  proposalOf(approvalId: string): Promise<ProposedRemedy | null>;
  /** Which of some tickets were cancelled. */
  cancelled(ticketIds: readonly string[]): Promise<ReadonlySet<string>>;
};

/** What was allowed is given, what was not, or whose ticket was cancelled at that very moment, is refused; once. */
export const settleRemedyOnApproval = (
  remedies: AggregateStore<RemedyState, RemedyFact>,
  { proposalOf, cancelled }: WishSource,
) =>
  reaction({
    name: "settle-remedy-on-approval",
    on: [approvalGranted, approvalRefused, approvalWithdrawn],
    store: remedies,
    target: ({ data }) => data.approvalId.replace(/^app_/, "rem_"),
    context: async (heard) => {
      const [proposals, gone] = await Promise.all([
        Promise.all(
          heard.map(async ({ data }) => [data.approvalId, await proposalOf(data.approvalId)] as const),
        ),
        cancelled(heard.flatMap(({ data }) => data.ticketId ?? [])),
      ]);
      return { proposals: new Map(proposals), gone };
    },
    decide: ({ type, data }, state, { context: { proposals, gone }, now }) => {
      const proposal = proposals.get(data.approvalId);
      if (!proposal) return [];
      const give = { proposal, approvalId: data.approvalId, by: data.requestedBy };
      const isGiven = type === "approval.granted.v1" && !gone.has(proposal.ticketId);
      return isGiven ? grantRemedy(give, state, now) : refuseRemedy(give, state, now);
    },
  });

/** What an approval is to give, if anything. */
export const proposalOf =
  (approvals: AggregateStore<ApprovalState, ApprovalFact>) =>
  async (approvalId: string): Promise<ProposedRemedy | null> => {
    const state = await approvals.find(approvalId);
    return state && state.status !== "unknown" ? state.remedy : null;
  };
