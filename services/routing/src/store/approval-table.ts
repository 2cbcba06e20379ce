import { aggregate } from "@shouwen/event-bus/aggregate";
import { evolveApproval, unknownApproval } from "../domain/approval/approval.ts";
import { type ApprovalRow, tables } from "./generated/tables.ts";

/** By what approvals can be looked for. */
export const { columns: approvalColumns } = tables.approval;

/** How approvals are kept. */
export const approvalTable = aggregate({
  table: tables.approval,
  initial: unknownApproval,
  evolve: evolveApproval,
  publishedFacts: ({ told }) => told,
  row: (state): ApprovalRow => ({
    propertyId: state.propertyId,
    flowId: state.flowId,
    status: state.status,
    ticketId: state.ticketId,
    requestedBy: state.requestedBy,
    dueAt: state.dueAt,
    requestedAt: state.requestedAt,
  }),
  timers: (state) =>
    state.status === "open" && state.dueAt !== null && !state.overdueTold
      ? [{ name: "step", kind: "approval_step", fireAt: state.dueAt }]
      : [],
});
