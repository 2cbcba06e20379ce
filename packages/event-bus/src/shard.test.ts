import { expect, test } from "vitest";
import { murmur2, shardOf } from "./shard.ts";

// From the tests of Apache Kafka's own Utils.murmur2.
const published: [text: string, hash: number][] = [
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ["abc", 479470107],
];

test.each(published)("a key hashes as in every other Kafka client: %s", (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash);
});

test("a key always falls to one of twelve shards", () => {
  for (let i = 0; i < 1_000; i++)
    expect(shardOf(`tic_${i}`)).toSatisfy((shard: number) => shard >= 0 && shard < 12);
});
