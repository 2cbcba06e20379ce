/** Counts over a sliding time: so many buckets of so many milliseconds. Moments come in any order. */
export type Tally = {
  add(at: number): void;
  /** The count over the whole time until now. */
  total(now: number): number;
  /** The count of each bucket until now, oldest first. */
  series(now: number): number[];
};

export const openTally = (bucketMs: number, buckets: number): Tally => {
  const counts = new Map<number, number>();
  const forget = (newest: number) => {
    for (const bucket of counts.keys()) if (bucket <= newest - buckets) counts.delete(bucket);
  };
  return {
    add: (at) => {
      const bucket = Math.floor(at / bucketMs);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
      if (counts.size > 2 * buckets) forget(Math.max(...counts.keys()));
    },
    total: (now) => {
      forget(Math.floor(now / bucketMs));
      return counts.values().reduce((sum, count) => sum + count, 0);
    },
    series: (now) => {
      const newest = Math.floor(now / bucketMs);
      return Array.from({ length: buckets }, (_, index) => counts.get(newest - buckets + 1 + index) ?? 0);
    },
  };
};
