import type { Database } from "@shouwen/event-bus/database";
import { rejection } from "./rejection.ts";

const outboxFull = rejection(
  "outbox_full",
  "busy",
  "Events wait to be sent and no more can be taken for the moment; try again",
);

/** Whether there is room for more events. */
export type BackPressure = {
  /** Throws a rejection (503) while too many events wait to be sent. */
  demandRoom(): Promise<void>;
  hasRoom(): Promise<boolean>;
};

const freshMs = 1_000;

/**
 * Watches how many events wait in the outbox, and asks the database at most once a second. Above the mark nothing is
 * taken: when the broker is gone for long, the disk is not filled, and what got a 202 is never lost.
 */
export const outboxPressure = (options: { database: Database; highWater: number }): BackPressure => {
  let checked: { at: number; room: Promise<boolean> } | undefined;
  const ask = async (): Promise<boolean> => {
    const { rows } = await options.database.query<{ waiting: number }>({
      name: "outbox_waiting",
      text: "select count(*) as waiting from (select 1 from outbox limit $1) as waiting_rows",
      values: [options.highWater],
    });
    return (rows[0]?.waiting ?? 0) < options.highWater;
  };
  const hasRoom = (): Promise<boolean> => {
    if (checked === undefined || Date.now() - checked.at >= freshMs) {
      checked = { at: Date.now(), room: ask() };
      checked.room.catch(() => {
        checked = undefined;
      });
    }
    return checked.room;
  };
  return {
    hasRoom,
    demandRoom: async () => {
      if (!(await hasRoom())) throw outboxFull();
    },
  };
};
