import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * The key that wraps all persons' keys. It may have older generations, which still unwrap what they wrapped; the
 * one with the highest number wraps. `first` is the oldest, from which other keys are derived.
 */
export type MasterKey = {
  readonly current: number;
  readonly first: KeyObject;
  readonly generations: ReadonlyMap<number, KeyObject>;
};

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const wrapFormat = 1;

/** A master key of one or more generations, numbered 1 to 255. Throws when a key is not 32 bytes long. */
export const masterKeyOf = (keys: ReadonlyMap<number, Buffer>): MasterKey => {
  const numbers = [...keys.keys()].sort((a, b) => a - b);
  const generations = new Map<number, KeyObject>();
  for (const [number, bytes] of keys) {
    if (!Number.isInteger(number) || number < 1 || number > 255) throw new Error("A generation is 1 to 255");
    if (bytes.length !== keyBytes)
      throw new Error(`A master key has ${keyBytes} bytes, this one ${bytes.length}`);
    generations.set(number, createSecretKey(bytes));
  }
  const first = generations.get(numbers[0] ?? 0);
  const current = numbers.at(-1);
  if (!first || current === undefined) throw new Error("There is no master key");
  return { current, first, generations };
};

const line = /^(?:(\d{1,3}):)?([A-Za-z0-9+/_-]{43}=?)$/;

const readLine = (text: string): [number, Buffer] => {
  const match = line.exec(text);
  if (!match?.[2])
    throw new Error("a line is not 32 bytes in base64, with `<generation>:` before it or without");
  return [Number(match[1] ?? 1), Buffer.from(match[2], "base64")];
};

const parseMasterKey = (text: string): MasterKey => {
  const lines = text.split("\n").map((each) => each.trim());
  const entries = lines.filter((each) => each !== "" && !each.startsWith("#")).map(readLine);
  const keys = new Map(entries);
  if (entries.length === 0) throw new Error("it is empty");
  if (keys.size < entries.length) throw new Error("two lines have the same generation");
  return masterKeyOf(keys);
};

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "this user may not read it";
  return error instanceof Error ? error.message : String(error);
};

/**
 * Reads the master key: a line of 32 bytes in base64, or one line `<generation>:<base64>` per generation. Throws
 * with the path and what is wrong with the file, never with what stands in it.
 */
export const readMasterKey = (path: string): MasterKey => {
  try {
    return parseMasterKey(readFileSync(path, "utf8"));
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new Error(
      `The master key ${path} cannot be used: ${reason}. Make one with: openssl rand -base64 32 > ${path}`,
      { cause },
    );
  }
};

/** A key for another purpose, from the oldest generation: it stays the same when the master key is rotated. */
export const deriveKey = (masterKey: MasterKey, purpose: string): KeyObject =>
  createSecretKey(
    Buffer.from(hkdfSync("sha256", masterKey.first, Buffer.alloc(0), `shouwen/${purpose}`, keyBytes)),
  );

/** A person's new secret key. */
export const newSecret = (): Buffer => randomBytes(keyBytes);

/** A person's key as it lies in the vault: format, generation, IV, tag, ciphertext; bound to its subject. */
export const wrap = (masterKey: MasterKey, subject: string, secret: Buffer): Buffer => {
  const key = masterKey.generations.get(masterKey.current) as KeyObject;
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(Buffer.from(subject));
  const body = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([Buffer.from([wrapFormat, masterKey.current]), iv, cipher.getAuthTag(), body]);
};

/** Undoes `wrap`. Throws when another master key wrapped it, when it is another subject's, or was changed. */
export const unwrap = (masterKey: MasterKey, subject: string, wrapped: Uint8Array): Buffer => {
  const bytes = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.byteLength);
  if (bytes[0] !== wrapFormat)
    throw new Error(`The key of ${subject} is wrapped in a format that is not known here`);
  const key = masterKey.generations.get(bytes[1] ?? 0);
  if (!key) throw new Error(`The key of ${subject} needs generation ${bytes[1]} of the master key`);
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(2, 2 + ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(subject));
  decipher.setAuthTag(bytes.subarray(2 + ivBytes, 2 + ivBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(2 + ivBytes + tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new Error(`The key of ${subject} cannot be unwrapped: it was wrapped by another master key`, {
      cause,
    });
  }
};
