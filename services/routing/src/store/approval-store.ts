import type { Database } from "@shouwen/event-bus/database";

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
