import type { Evidence, Verdict } from "./evidence.ts";

type Row = { id: string; status: string; channel: string; tries: number };

const settled = ["refused", "received", "failed", "unknown"];

/**
 * I3: per ticket, purpose and occurrence (which make a message's id) the customer's phone rang once, or not at all
 * with an `unknown` on show; never twice.
 */
export const nobodyIsToldTwice = async ({ deliveries, query }: Evidence): Promise<Verdict> => {
  const times = new Map<string, number>();
  for (const { messageId } of deliveries) times.set(messageId, (times.get(messageId) ?? 0) + 1);
  const rows = await query<Row>("select id, status, channel, tries from messaging.message");
  const known = new Set(rows.map(({ id }) => id));
  return {
    doubled: [...times]
      .filter(([, rung]) => rung > 1)
      .map(([id, rung]) => `${id} was delivered ${rung} times`),
    lost: rows
      .filter(({ id, status }) => (status === "sent" || status === "delivered") && !times.has(id))
      .map(({ id, status }) => `${id} is ${status} and nobody got it`),
    wrong: [
      ...rows
        .filter(({ status }) => !["sent", "delivered", ...settled].includes(status))
        .map(({ id, status }) => `${id} is still ${status}`),
      ...[...times.keys()]
        .filter((id) => !known.has(id))
        .map((id) => `${id} was delivered and nobody wrote it`),
    ],
  };
};
