import type { Database } from "./database.ts";
import { columns } from "./saving.ts";

/** How far each key of each topic was heard, to notice a gap. */
export type HeardPositions = {
  /** The newer of what stands in the database and what was heard since it was last written down. */
  newest(topic: string, key: string, written: number | undefined): number | undefined;
  /** Remembers how far keys were heard; it is written down by the next `writeDown`. */
  heard(topic: string, positions: ReadonlyMap<string, number>): void;
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
export const keepHeardPositions = (database: Database): HeardPositions => {
  const unwritten = new Map<string, Map<string, number>>();
  return {
    newest: (topic, key, written) => {
      const heard = unwritten.get(topic)?.get(key);
      return heard === undefined || written === undefined ? (heard ?? written) : Math.max(heard, written);
    },
    heard: (topic, positions) => {
      const keys = unwritten.get(topic) ?? new Map<string, number>();
      unwritten.set(topic, keys);
      for (const [key, aggSeq] of positions) keys.set(key, aggSeq);
    },
    writeDown: async () => {
      const rows = [...unwritten]
        .flatMap(([topic, keys]) => [...keys].map(([key, aggSeq]) => ({ topic, key, aggSeq })))
        .toSorted((a, b) => (a.topic + a.key < b.topic + b.key ? -1 : 1)); // two processes lock rows in one order
      if (rows.length === 0) return;
      await database.query({
        name: "keep_positions",
        text: writeText,
        values: columns(rows, ["topic", "key", "aggSeq"]),
      });
      for (const { topic, key, aggSeq } of rows) {
        const keys = unwritten.get(topic);
        if (keys?.get(key) === aggSeq) keys.delete(key);
      }
    },
  };
};
