import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keyFiles, makeKeys } from "../src/keys.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "shouwen-keys-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (file: string): string => readFileSync(join(folder, file), "utf8");

test("a key that is in use is never replaced", () => {
  expect(makeKeys(folder)).toHaveLength(2);
  const before = Object.values(keyFiles).map(read);
  expect(makeKeys(folder)).toEqual([]);
  expect(Object.values(keyFiles).map(read)).toEqual(before);
});

test("the vault's master key is 32 bytes that nobody else may read", () => {
  makeKeys(folder);
  expect(Buffer.from(read(keyFiles.vaultMaster), "base64")).toHaveLength(32);
  expect(statSync(join(folder, keyFiles.vaultMaster)).mode & 0o777).toBe(0o600);
});

test("what the signing key signs, the published key verifies, and only the former is secret", () => {
  makeKeys(folder);
  const secret = JSON.parse(read(keyFiles.authSigning));
  const [published] = JSON.parse(read(keyFiles.authJwks)).keys;
  expect(published).not.toHaveProperty("d");
  expect(published.kid).toBe(secret.kid);
  const token = Buffer.from("who and what for");
  const signature = sign(null, token, createPrivateKey({ key: secret, format: "jwk" }));
  expect(verify(null, token, createPublicKey({ key: published, format: "jwk" }), signature)).toBe(true);
});
