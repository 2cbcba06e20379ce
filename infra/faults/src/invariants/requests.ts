import type { Evidence, Verdict } from "./evidence.ts";

/** I1: every request that got a 202 has exactly one ticket, and it reached its end. */
export const everyPromiseIsKept = async ({ promised, log, query }: Evidence): Promise<Verdict> => {
  const rows = await query<{ id: string; status: string }>("select id, status from routing.ticket");
  const statuses = new Map(rows.map(({ id, status }) => [id, status]));
  const opened = new Map<string, number>();
  for (const { type, key } of log.records)
    if (type === "ticket.opened.v1") opened.set(key, (opened.get(key) ?? 0) + 1);
  const over = ["closed", "cancelled"];
  return {
    lost: promised
      .filter(({ ticketId }) => !statuses.has(ticketId))
      .map(({ ticketId }) => `${ticketId} was promised and is not there`),
    doubled: [...opened]
      .filter(([, times]) => times > 1)
      .map(([id, times]) => `${id} was opened ${times} times`),
    wrong: promised
      .filter(({ idle }) => !idle)
      .filter(({ ticketId }) => !over.includes(statuses.get(ticketId) ?? "closed"))
      .map(({ ticketId }) => `${ticketId} did not reach its end: ${statuses.get(ticketId)}`),
  };
};

/** I2: no ticket without a request, and no request without a ticket. */
export const noTicketWithoutRequest = async ({ query }: Evidence): Promise<Verdict> => {
  const rows = await query<{ id: string; side: string }>(`
    select coalesce(t.id, 'tic_' || substr(r.id, 5)) as id, case when t.id is null then 'request' else 'ticket' end as side
    from routing.ticket t full join intake.request r on t.id = 'tic_' || substr(r.id, 5)
    where t.id is null or r.id is null`);
  return {
    lost: rows.filter(({ side }) => side === "request").map(({ id }) => `${id} has a request and no ticket`),
    wrong: rows.filter(({ side }) => side === "ticket").map(({ id }) => `${id} has a ticket and no request`),
  };
};
