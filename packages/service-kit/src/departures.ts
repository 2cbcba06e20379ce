import { staffState } from "@shouwen/contracts/events/workforce";
import type { Database } from "@shouwen/event-bus/database";
import { startLoop } from "@shouwen/event-bus/waker";

/** Who has left the company, as far as this service has heard. */
export type Departures = { hasLeft(staffId: string): boolean; stop(): Promise<void> };

const lookEveryMs = 4_000;

const leftText = `select id from known_state where topic = $1 and state ->> 'employed' = 'false'`;

/**
 * Looks every four seconds, because another replica may be the one that heard of it: a person who left is outside within
 * ten. While the database is away, those stay outside who were.
 */
export const watchDepartures = (database: Database): Departures => {
  let left: ReadonlySet<string> = new Set();
  const loop = startLoop({
    turn: async () => {
      const { rows } = await database.query<{ id: string }>({
        name: "departures",
        text: leftText,
        values: [staffState.topic],
      });
      left = new Set(rows.map(({ id }) => id));
      return lookEveryMs;
    },
    idleMs: lookEveryMs,
    faultMs: lookEveryMs,
    onError: () => undefined, // readiness says that the database is away
  });
  return { hasLeft: (staffId) => left.has(staffId), stop: loop.stop };
};
