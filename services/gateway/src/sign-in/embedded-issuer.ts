import { readFile } from "node:fs/promises";
import type { AuthConfig, Person } from "@shouwen/service-kit/auth";
import { importJWK, type JWK, SignJWT } from "jose";
import { isOver, type Pass, type SessionCodec, sealedCodec } from "./sessions.ts";

/** Signs people in without an identity provider: for a laptop, a demonstration, a test. */
export type EmbeddedIssuer = {
  /** What opens the services for somebody. */
  pass(person: Person): Promise<Pass>;
  /** The `authorization` of the gateway itself, which may read what it needs of every property. */
  ownAuthorization(): Promise<string>;
  /** Sessions of people: their tokens are good for minutes, so that whoever takes one from a service has little of it. */
  readonly codec: SessionCodec;
};

const ourselves: Person = { id: "stf_gateway", name: "gateway", roles: ["admin"], properties: ["*"] };
const ownTokenSeconds = 300;
const personTokenSeconds = 300;
const renewBeforeMs = 30_000;

/** Opens the issuer whose private key lies in a file. Throws when there is no such key. */
export const openEmbeddedIssuer = async (keyFile: string, auth: AuthConfig): Promise<EmbeddedIssuer> => {
  const jwk = JSON.parse(await readFile(keyFile, "utf8")) as JWK;
  const key = await importJWK(jwk, "EdDSA");
  const token = (person: Person, seconds: number) =>
    new SignJWT({
      [auth.claims.name]: person.name,
      [auth.claims.roles]: [...person.roles],
      [auth.claims.properties]: [...person.properties],
    })
      .setProtectedHeader({ alg: "EdDSA", ...(jwk.kid ? { kid: jwk.kid } : {}) })
      .setSubject(person.id)
      .setIssuer(auth.issuer)
      .setAudience(auth.audience)
      .setIssuedAt()
      .setExpirationTime(`${Math.ceil(seconds)}s`)
      .sign(key);
  let own: { authorization: string; until: number } | undefined;
  const pass = async (person: Person): Promise<Pass> => ({
    person,
    token: await token(person, personTokenSeconds),
  });
  return {
    pass,
    codec: sealedCodec(jwk.d ?? "", async (session) =>
      session.person && isOver(session, renewBeforeMs)
        ? { ...session, ...(await pass(session.person)) }
        : session,
    ),
    ownAuthorization: async () => {
      if (!own || own.until < Date.now())
        own = {
          authorization: `Bearer ${await token(ourselves, ownTokenSeconds)}`,
          until: Date.now() + (ownTokenSeconds / 2) * 1_000,
        };
      return own.authorization;
    },
  };
};
