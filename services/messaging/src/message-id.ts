import { createHash } from "node:crypto";

/**
 * The id of a message that is about one happening: the same happening gives the same id, however often it is heard,
 * so that it never has two messages. A UUID version 8 (RFC 9562) of the SHA-256 of its parts.
 */
export const messageIdOf = (...parts: readonly (string | number)[]): `msg_${string}` => {
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  const version = `8${hash.slice(13, 16)}`;
  const variant = `${((Number.parseInt(hash.slice(16, 17), 16) & 0x3) | 0x8).toString(16)}${hash.slice(17, 20)}`;
  return `msg_${hash.slice(0, 8)}-${hash.slice(8, 12)}-${version}-${variant}-${hash.slice(20, 32)}`;
};
