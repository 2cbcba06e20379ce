import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { deriveKey, masterKeyOf, newSecret, readMasterKey, unwrap, wrap } from "../src/master-key.ts";
import { aMasterKey } from "./keys.ts";

const folder = mkdtempSync(join(tmpdir(), "master-key-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fileWith = (content: string): string => {
  const path = join(folder, `${crypto.randomUUID()}.key`);
  writeFileSync(path, content);
  return path;
};

const base64 = (byte: number): string => Buffer.alloc(32, byte).toString("base64");

test("a wrapped key unwraps to what it was", () => {
  const secret = newSecret();
  expect(unwrap(aMasterKey(), "pro_maya", wrap(aMasterKey(), "pro_maya", secret))).toEqual(secret);
});

test("a key unwraps for no other subject and with no other master key", () => {
  const wrapped = wrap(aMasterKey(), "pro_maya", newSecret());
  expect(() => unwrap(aMasterKey(), "pro_omar", wrapped)).toThrow("The key of pro_omar cannot be unwrapped");
  expect(() => unwrap(aMasterKey(2), "pro_maya", wrapped)).toThrow("wrapped by another master key");
});

test("after a rotation the new generation wraps, and the old still unwraps", () => {
  const secret = newSecret();
  const before = wrap(readMasterKey(fileWith(base64(1))), "pro_maya", secret);
  const rotated = readMasterKey(fileWith(`# rotated\n2:${base64(2)}\n1:${base64(1)}\n`));
  expect(unwrap(rotated, "pro_maya", before)).toEqual(secret);
  const after = wrap(rotated, "pro_maya", secret);
  expect(() => unwrap(aMasterKey(), "pro_maya", after)).toThrow("needs generation 2");
});

test("what is derived stays the same when the master key is rotated", () => {
  const rotated = masterKeyOf(
    new Map([
      [2, Buffer.alloc(32, 2)],
      [1, Buffer.alloc(32, 1)],
    ]),
  );
  expect(deriveKey(rotated, "x").equals(deriveKey(aMasterKey(), "x"))).toBe(true);
  expect(deriveKey(rotated, "x").equals(deriveKey(rotated, "y"))).toBe(false);
});

test.each([
  ["", "it is empty"],
  ["secret-word", "not 32 bytes in base64"],
  [Buffer.alloc(16).toString("base64"), "not 32 bytes in base64"],
  [`1:${base64(1)}\n1:${base64(2)}`, "two lines have the same generation"],
  [`300:${base64(1)}`, "A generation is 1 to 255"],
])("a master key file that cannot be used is named with the reason, and never shown", (content, reason) => {
  const path = fileWith(content);
  expect(() => readMasterKey(path)).toThrow(reason);
  expect(() => readMasterKey(path)).toThrow(path);
  expect(() => readMasterKey(path)).toThrow("openssl rand -base64 32");
  expect(() => readMasterKey(path)).not.toThrow(/secret-word/);
});

test("a master key file that is not there says so", () => {
  expect(() => readMasterKey(join(folder, "none"))).toThrow("there is no such file");
});
