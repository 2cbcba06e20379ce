import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where each key lies under a folder. Each is in a folder of its own, so that a process can be given one alone. */
export const keyFiles = {
  vaultMaster: "vault/master.key",
  authSigning: "auth/signing.jwk",
  authJwks: "jwks/jwks.json",
} as const;

type PublicJwk = { kty: string; crv: string; x: string };

/** RFC 7638: the members in this order, nothing else. */
const thumbprint = ({ crv, kty, x }: PublicJwk): string =>
  createHash("sha256").update(JSON.stringify({ crv, kty, x })).digest("base64url");

const writeKey = (folder: string, file: string, text: string): void => {
  const path = join(folder, file);
  mkdirSync(join(path, ".."), { recursive: true });
  // "wx" fails where the file exists: a key that was in use is never replaced, or nothing sealed with it opens again.
  writeFileSync(path, text, { mode: 0o600, flag: "wx" });
};

const makeVaultKey = (folder: string): void =>
  writeKey(folder, keyFiles.vaultMaster, `${randomBytes(32).toString("base64")}\n`);

const makeAuthKeys = (folder: string): void => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const jwk = publicKey.export({ format: "jwk" }) as PublicJwk;
  const named = { kid: thumbprint(jwk), alg: "EdDSA", use: "sig" };
  writeKey(
    folder,
    keyFiles.authSigning,
    JSON.stringify({ ...privateKey.export({ format: "jwk" }), ...named }),
  );
  writeKey(folder, keyFiles.authJwks, JSON.stringify({ keys: [{ ...jwk, ...named }] }));
};

/** Makes the vault's master key and the issuer's key pair where they are missing. Returns what it made. */
export const makeKeys = (folder: string): string[] => {
  const made: string[] = [];
  if (!existsSync(join(folder, keyFiles.vaultMaster))) {
    makeVaultKey(folder);
    made.push("vault master key");
  }
  if (!existsSync(join(folder, keyFiles.authSigning))) {
    makeAuthKeys(folder);
    made.push("token signing key");
  }
  return made;
};
