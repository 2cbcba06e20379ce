import type { Database } from "@shouwen/event-bus/database";
import type { TimelineEntry } from "../domain/ticket/ticket-lists.ts";

/** Every event of a ticket in order, from the archive and from what is still on its way. */
export const timelineOf = (database: Database, ticketId: string): Promise<TimelineEntry[]> =>
  eventsOf(database, "shouwen.ticket", ticketId);

/** The same of anything that this service speaks about. */
export const eventsOf = async (database: Database, topic: string, key: string): Promise<TimelineEntry[]> => {
  const { rows } = await database.query<{
    eventId: string;
    aggSeq: number;
    type: string;
    payload: string;
    headers: string;
  }>({
    name: "timeline",
    text: `select event_id as "eventId", agg_seq as "aggSeq", type, payload, headers from event_archive
           where key = $1 and topic = $2
           union select event_id, agg_seq, type, payload, headers from outbox where key = $1 and topic = $2
           order by "aggSeq"`,
    values: [key, topic],
  });
  return rows.map(({ payload, headers, ...row }) => {
    const { ce_time: at = "", traceparent = null } = JSON.parse(headers) as Record<string, string>;
    return { ...row, at, traceparent, data: JSON.parse(payload) as Record<string, unknown> };
  });
};
