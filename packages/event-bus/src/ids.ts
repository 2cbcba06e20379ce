import { randomFillSync } from "node:crypto";

const pool = Buffer.alloc(4096);
let used = pool.length;

const randomBytes = (count: number): Buffer => {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
};

/** A UUID version 7 (RFC 9562): sorts by the millisecond in which it was made; never reveals anything else. */
export const uuidv7 = (): string => {
  const random = randomBytes(10);
  const time = Date.now().toString(16).padStart(12, "0");
  const a = ((random.readUInt16BE(0) & 0x0fff) | 0x7000).toString(16);
  const b = ((random.readUInt16BE(2) & 0x3fff) | 0x8000).toString(16);
  const rest = random.toString("hex", 4);
  return `${time.slice(0, 8)}-${time.slice(8)}-${a}-${b}-${rest}`;
};

/** A new id with a prefix: `tic_0198…`. */
export const newId = <const Prefix extends string>(prefix: Prefix): `${Prefix}_${string}` =>
  `${prefix}_${uuidv7()}`;

/** The same uuid under another prefix: the ticket that a request becomes. */
export const withPrefix = <const Prefix extends string>(prefix: Prefix, id: string): `${Prefix}_${string}` =>
  `${prefix}_${id.slice(id.indexOf("_") + 1)}`;
