import { isDeepStrictEqual } from "node:util";

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** Whether two values say the same as JSON: the order of fields and fields without a value do not count. */
export const sameJson = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(plain(one), plain(other));
