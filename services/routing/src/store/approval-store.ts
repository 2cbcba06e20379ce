import type { AggregateDefinition } from "@shouwen/event-bus/aggregate-store";
import type { Database } from "@shouwen/event-bus/database";
import { type ApprovalState, evolveApproval, unknownApproval } from "../domain/approval/approval.ts";

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

/** Which of some tickets still wait for an approval. */
export const openApprovals = async (
  database: Database,
  ticketIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  const { rows } = await database.query<{ id: string }>({
    name: "open_approvals",
    text: "select distinct ticket_id as id from approval where ticket_id = any($1) and status = 'open'",
    values: [ticketIds],
  });
  return new Set(rows.map(({ id }) => id));
};

/** What is still asked for tickets that were cancelled, and who cancelled them. */
export const approvalsOfCancelled = async (
  database: Database,
  limit: number,
): Promise<readonly { approvalId: string; by: string }[]> => {
  const { rows } = await database.query<{ approvalId: string; by: string }>({
    name: "approvals_of_cancelled",
    text: `select a.id as "approvalId", coalesce(t.state -> 'figures' ->> 'lastActorId', a.requested_by) as by
           from approval a join ticket t on t.id = a.ticket_id and t.status = 'cancelled'
           where a.status = 'open' and a.ticket_id is not null limit $1`,
    values: [limit],
  });
  return rows;
};

/** Which of some tickets were cancelled. */
export const cancelledAmong = async (
  database: Database,
  ticketIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  const { rows } = await database.query<{ id: string }>({
    name: "cancelled_among",
    text: "select id from ticket where id = any($1) and status = 'cancelled'",
    values: [ticketIds],
  });
  return new Set(rows.map(({ id }) => id));
};
