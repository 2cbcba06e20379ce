import type { Database } from "./database.ts";

/** Whether there is room for more events in the outbox, at most a second old. */
export type HasRoom = () => Promise<boolean>;

const freshMs = 1_000;

/**
 * Watches how many events wait to be sent, and asks the database at most once a second. Above the mark nothing more is
 * taken, from people or from topics: when the broker is gone for long, neither disk nor memory is filled.
 */
export const watchOutboxRoom = (options: { database: Database; highWater: number }): HasRoom => {
  let checked: { at: number; room: Promise<boolean> } | undefined;
  const ask = async (): Promise<boolean> => {
    const { rows } = await options.database.query<{ waiting: number }>({
      name: "outbox_waiting",
      text: "select count(*) as waiting from (select 1 from outbox limit $1) as waiting_rows",
      values: [options.highWater],
    });
    return (rows[0]?.waiting ?? 0) < options.highWater;
  };
  return () => {
    if (checked === undefined || Date.now() - checked.at >= freshMs) {
      checked = { at: Date.now(), room: ask() };
      checked.room.catch(() => {
        checked = undefined;
      });
    }
    return checked.room;
  };
};
