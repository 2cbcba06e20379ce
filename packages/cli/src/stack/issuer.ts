import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { writeSecret } from "./secrets.ts";
import type { StateFolder } from "./state-folder.ts";

/** Who a token speaks for. `properties` are the ones whose data the person may see; `*` is the whole group. */
export type Person = {
  staffId: string;
  name: string;
  roles: readonly string[];
  properties: readonly string[];
};

/** The stack's own issuer, for development: production takes an OIDC issuer by configuration. */
export type Issuer = {
  issuer: string;
  audience: string;
  /** The public keys, as a file that services read. */
  jwksFile: string;
  /** The private key, a JWK. The gateway signs people in with it. */
  signingKeyFile: string;
  sign: (person: Person, hours?: number) => Promise<string>;
};

const ALGORITHM = "EdDSA";
const ISSUER = "http://shouwen.local";
const AUDIENCE = "shouwen";
/** How long a token is good for unless somebody wishes otherwise: a long day at work. */
export const TOKEN_HOURS = 12;

const makeKeys = async (signingKeyFile: string, jwksFile: string): Promise<void> => {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true, crv: "Ed25519" });
  const publicJwk = await exportJWK(publicKey);
  const known = { kid: await calculateJwkThumbprint(publicJwk), alg: ALGORITHM, use: "sig" };
  writeFileSync(jwksFile, JSON.stringify({ keys: [{ ...publicJwk, ...known }] }, null, 2));
  writeSecret(signingKeyFile, JSON.stringify({ ...(await exportJWK(privateKey)), ...known }));
};

/** Opens the issuer of this clone, making its keys the first time. */
export const openIssuer = async ({ auth }: StateFolder): Promise<Issuer> => {
  const signingKeyFile = join(auth, "signing-key.json");
  const jwksFile = join(auth, "jwks.json");
  if (!existsSync(signingKeyFile)) await makeKeys(signingKeyFile, jwksFile);
  const jwk: JWK = JSON.parse(readFileSync(signingKeyFile, "utf8"));
  const key = await importJWK(jwk, ALGORITHM);
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksFile,
    signingKeyFile,
    sign: ({ staffId, name, roles, properties }, hours = TOKEN_HOURS) =>
      new SignJWT({ name, roles: [...roles], properties: [...properties] })
        .setProtectedHeader({ alg: ALGORITHM, kid: jwk.kid ?? "" })
        .setSubject(staffId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(`${hours}h`)
        .sign(key),
  };
};
