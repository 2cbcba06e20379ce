import type { Database } from "@shouwen/event-bus/database";
import { watchOutboxRoom } from "@shouwen/event-bus/outbox-room";
import { rejection } from "@shouwen/event-bus/rejection";

const outboxFull = rejection(
  "outbox_full",
  "busy",
  "Events wait to be sent and no more can be taken for the moment; try again",
);

/** Whether there is room for more events. */
export type BackPressure = {
  /** Throws a rejection (503) while too many events wait to be sent. */
  requireRoom(): Promise<void>;
  hasRoom(): Promise<boolean>;
};

/** What a route asks before it takes more. Above the mark nothing is taken; what got a 202 is never lost. */
export const outboxPressure = (options: { database: Database; highWater: number }): BackPressure => {
  const hasRoom = watchOutboxRoom(options);
  return {
    hasRoom,
    requireRoom: async () => {
      if (!(await hasRoom())) throw outboxFull();
    },
  };
};
