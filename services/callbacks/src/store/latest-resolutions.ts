import type { Database } from "@shouwen/event-bus/database";

/** The latest resolution of each ticket about which there is a callback. */
export const latestResolutions = async (
  database: Database,
  ticketIds: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await database.query<{ ticket_id: string; resolution: number }>({
    name: "latest_resolutions",
    text: "select ticket_id, max(resolution) as resolution from callback where ticket_id = any($1) group by ticket_id",
    values: [ticketIds],
  });
  return new Map(rows.map(({ ticket_id, resolution }) => [ticket_id, resolution]));
};
