import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Who a token is for. `properties` of `["*"]` is somebody of the whole group. */
export type Bearer = {
  readonly sub: string;
  readonly name?: string;
  readonly roles: readonly string[];
  readonly properties: readonly string[];
};

/** An issuer of sign-in tokens for tests: what a service is told of it, and the tokens that it gives. */
export type TestIssuer = {
  /** The environment that makes a service believe this issuer. */
  readonly environment: { AUTH_ISSUER: string; AUTH_AUDIENCE: string; AUTH_JWKS: string };
  /** The public keys, as a file. */
  readonly jwksPath: string;
  /** The private key as a JWK in a file, for who signs people in (the gateway's embedded issuer). */
  readonly signingKeyPath: string;
  /** A token for somebody, good for an hour. `claims` stand in the place of its own; undefined leaves one out. */
  token(bearer: Bearer, claims?: Readonly<Record<string, unknown>>): string;
  /** The `authorization` header with such a token. */
  authorization(bearer: Bearer): string;
};

const kid = "test";
const secondsValid = 3_600;

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** Makes an issuer with a key pair of its own (EdDSA) and writes its public keys into a temporary file. */
export const issuer = (): TestIssuer => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const folder = mkdtempSync(join(tmpdir(), "shouwen-issuer-"));
  const [jwksPath, signingKeyPath] = [join(folder, "jwks.json"), join(folder, "signing-key.json")];
  const key = { ...publicKey.export({ format: "jwk" }), kid, alg: "EdDSA", use: "sig" };
  writeFileSync(jwksPath, JSON.stringify({ keys: [key] }));
  writeFileSync(
    signingKeyPath,
    JSON.stringify({ ...privateKey.export({ format: "jwk" }), kid, alg: "EdDSA" }),
  );
  const environment = { AUTH_ISSUER: "urn:shouwen:test", AUTH_AUDIENCE: "shouwen", AUTH_JWKS: jwksPath };
  const token = (bearer: Bearer, instead: Readonly<Record<string, unknown>> = {}): string => {
    const issuedAt = Math.floor(Date.now() / 1_000);
    const claims = { iss: environment.AUTH_ISSUER, aud: environment.AUTH_AUDIENCE, iat: issuedAt };
    const head = encoded({ alg: "EdDSA", kid, typ: "JWT" });
    const body = encoded({
      name: bearer.sub,
      ...bearer,
      ...claims,
      exp: issuedAt + secondsValid,
      ...instead,
    });
    return `${head}.${body}.${sign(null, Buffer.from(`${head}.${body}`), privateKey).toString("base64url")}`;
  };
  return {
    environment,
    jwksPath,
    signingKeyPath,
    token,
    authorization: (bearer) => `Bearer ${token(bearer)}`,
  };
};
