import type { AggregateDefinition } from "@shouwen/event-bus/aggregate-store";
import { type ApprovalState, evolveApproval, unknownApproval } from "../domain/approval.ts";

/** How approvals are kept. */
export const approvalTable: AggregateDefinition<ApprovalState> = {
  table: "approval",
  columns: {
    property_id: "text",
    flow_id: "text",
    status: "text",
    ticket_id: "text",
    requested_by: "text",
    due_at: "timestamptz",
    requested_at: "timestamptz",
  },
  initial: unknownApproval,
  evolve: evolveApproval,
  factsSaid: ({ told }) => told,
  row: (state) =>
    state.status === "unknown"
      ? {}
      : {
          property_id: state.propertyId,
          flow_id: state.flowId,
          status: state.status,
          ticket_id: state.ticketId,
          requested_by: state.requestedBy,
          due_at: state.dueAt,
          requested_at: state.requestedAt,
        },
  timers: (state) =>
    state.status === "open" && state.dueAt !== null && !state.overdueTold
      ? [{ name: "step", kind: "approval_step", fireAt: state.dueAt }]
      : [],
};
