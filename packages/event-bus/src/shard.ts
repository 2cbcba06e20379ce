import { partitionsPerTopic } from "@shouwen/contracts/catalogue";

const M = 0x5bd1e995;

/** murmur2 as Kafka's default partitioner computes it, so that every client puts a key on the same partition. */
export const murmur2 = (key: Buffer): number => {
  let hash = 0x9747b28c ^ key.length;
  const whole = key.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = Math.imul(key.readInt32LE(i), M);
    k = Math.imul(k ^ (k >>> 24), M);
    hash = Math.imul(hash, M) ^ k;
  }
  let tail = 0;
  for (let i = key.length - 1; i >= whole; i--) tail = (tail << 8) | (key[i] ?? 0);
  if (key.length > whole) hash = Math.imul(hash ^ tail, M);
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
};

/** The partition of a key, on every topic, for ever. */
export const shardOf = (key: string): number => (murmur2(Buffer.from(key)) & 0x7fffffff) % partitionsPerTopic;

/** Lane of a key inside its partition. Independent of the partition's own hash bits. */
export const laneOf = (key: string, lanes: number): number =>
  Math.floor((murmur2(Buffer.from(key)) & 0x7fffffff) / partitionsPerTopic) % lanes;
