import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { uuidv7 } from "@shouwen/event-bus/ids";
import type { Log } from "@shouwen/event-bus/log";
import { decideMany } from "@shouwen/event-bus/shell";
import { type Loop, startLoop } from "@shouwen/event-bus/waker";
import { noteLacks } from "../domain/organisation/note-lacks.ts";
import type { Property, PropertyData, PropertyFact } from "../domain/organisation/property.ts";
import type { LacksOf } from "../domain/organisation/readiness.ts";

/** Rules that are heard of and shifts that end wake nobody. */
const idleMs = 5_000;
const restMs = 1_000;
/** The replica that holds this shard looks for the whole service. */
const leaderShard = 0;

/** What is read and kept. */
export type PropertyWatch = {
  readonly properties: AggregateStore<Property, PropertyFact>;
  readonly lacksOf: LacksOf;
  liveProperties(): Promise<readonly PropertyData[]>;
  readonly log: Log;
};

/**
 * Keeps in each property's state what it lacks, so that whoever takes a request for it can say so: people, teams, rota
 * and rules change by themselves, and each of them can make a property ready or end it.
 */
export const sayWhatPropertiesLack =
  (watch: PropertyWatch, onWake: (listener: () => void) => void) =>
  ({ owned }: { owned: () => readonly number[] }): Loop => {
    const loop = startLoop({
      idleMs,
      restMs,
      onError: (error) =>
        watch.log.warn({ error: (error as Error).message }, "not looked at what properties lack"),
      turn: async () => {
        if (owned().includes(leaderShard)) await sayChanges(watch);
        return false;
      },
    });
    onWake(loop.wake);
    return loop;
  };

const sayChanges = async ({ properties, lacksOf, liveProperties }: PropertyWatch): Promise<void> => {
  const lacks = await lacksOf(await liveProperties());
  await decideMany(properties, [...lacks.keys()], {
    by: "say what properties lack",
    rounds: 1,
    decide: ({ id, state }, { now }) => ({
      facts: noteLacks(lacks.get(id) ?? [], state, now),
      cause: { actor: null, correlationId: uuidv7() },
    }),
  });
};
