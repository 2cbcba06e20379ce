import type { Database } from "./database.ts";
import { columns } from "./saving.ts";

/** How far each key of each topic was heard, to notice a gap. */
export type KeyPositions = {
  /**
   * What was heard of these keys and is not written down yet. Asked before the database is: a key that is missing here
   * was written down before, so that the question to the database sees it.
   */
  unwritten(topic: string, keys: readonly string[]): ReadonlyMap<string, number>;
  /** Remembers how far keys were heard; it is written down by the next `writeDown`. */
  reached(topic: string, positions: ReadonlyMap<string, number>): void;
  /** Writes down everything that was heard before the call. */
  writeDown(): Promise<void>;
};

const writeText = `
insert into last_agg_seq (topic, key, agg_seq) select * from unnest($1::text[], $2::text[], $3::bigint[])
on conflict (topic, key) do update set agg_seq = excluded.agg_seq where last_agg_seq.agg_seq < excluded.agg_seq`;

/**
 * Keeps positions in memory until the offsets of what was heard are committed: they are written down just before. A
 * crash between loses both, the messages come again, and are counted again. Written with every dispatch they were one
 * of its five statements.
 */
export const keepKeyPositions = (database: Database): KeyPositions => {
  const reached = new Map<string, Map<string, number>>();
  return {
    unwritten: (topic, keys) => {
      const ofTopic = reached.get(topic);
      return new Map(
        keys.flatMap((key) => {
          const aggSeq = ofTopic?.get(key);
          return aggSeq === undefined ? [] : [[key, aggSeq] as const];
        }),
      );
    },
    reached: (topic, positions) => {
      const ofTopic = reached.get(topic) ?? new Map<string, number>();
      reached.set(topic, ofTopic);
      for (const [key, aggSeq] of positions) ofTopic.set(key, Math.max(aggSeq, ofTopic.get(key) ?? 0));
    },
    writeDown: async () => {
      const rows = [...reached]
        .flatMap(([topic, keys]) => [...keys].map(([key, aggSeq]) => ({ topic, key, aggSeq })))
        .toSorted((a, b) => (a.topic + a.key < b.topic + b.key ? -1 : 1)); // two processes lock rows in one order
      if (rows.length === 0) return;
      await database.query({
        name: "keep_positions",
        text: writeText,
        values: columns(rows, ["topic", "key", "aggSeq"]),
      });
      for (const { topic, key, aggSeq } of rows) {
        const keys = reached.get(topic);
        if (keys?.get(key) === aggSeq) keys.delete(key);
      }
    },
  };
};
