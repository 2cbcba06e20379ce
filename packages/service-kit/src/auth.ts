import { readFile } from "node:fs/promises";
import type { Role } from "@shouwen/contracts/events/workforce";
import type { FastifyRequest } from "fastify";
import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import type { BaseConfig } from "./config.ts";
import { Rejection, rejection } from "./rejection.ts";

/** Who asks, as their token says. `properties` holds `*` for people of the whole group. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly properties: readonly string[];
};

export type AuthConfig = {
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: string;
  readonly claims: ClaimNames;
};

/** Where an issuer keeps what we need to know: a claim by its name, or a path into it (`realm_access.roles`). */
export type ClaimNames = { readonly name: string; readonly roles: string; readonly properties: string };

/** The part of the environment that says whose tokens count. */
export const authConfigOf = (config: BaseConfig): AuthConfig => ({
  issuer: config.AUTH_ISSUER,
  audience: config.AUTH_AUDIENCE,
  jwks: config.AUTH_JWKS,
  claims: {
    name: config.AUTH_NAME_CLAIM,
    roles: config.AUTH_ROLES_CLAIM,
    properties: config.AUTH_PROPERTIES_CLAIM,
  },
});

/** Checks a bearer token and says whose it is; undefined when it is missing, wrong or out of date. */
export type Authenticate = (authorization: string | undefined) => Promise<Person | undefined>;

const forbidden = rejection("forbidden", "forbidden", "This role may not do that");

const keptTokens = 5_000;

/** Verifies JWTs of one issuer, by a JWKS at a URL or in a file. A token is verified once, then kept until it ends. */
export const createAuthenticate = async (config: AuthConfig): Promise<Authenticate> => {
  const keys = await keySet(config.jwks);
  const kept = new Map<string, { person: Person; expiresAt: number }>();
  return async (authorization) => {
    const token = authorization?.startsWith("Bearer ") ? authorization.slice(7) : undefined;
    if (!token) return undefined;
    const known = kept.get(token);
    if (known && known.expiresAt > Date.now()) return known.person;
    try {
      const { payload } = await jwtVerify(token, keys, { issuer: config.issuer, audience: config.audience });
      const person = personOf(payload, config.claims);
      if (kept.size >= keptTokens) kept.clear();
      kept.set(token, { person, expiresAt: Math.min((payload.exp ?? 0) * 1_000, Date.now() + 60_000) });
      return person;
    } catch {
      return undefined;
    }
  };
};

const keySet = async (jwks: string) =>
  /^https?:/.test(jwks)
    ? createRemoteJWKSet(new URL(jwks))
    : createLocalJWKSet(JSON.parse(await readFile(jwks, "utf8")) as JSONWebKeySet);

/** A list, or words with spaces between them, as some issuers write it. */
const textList = (value: unknown): string[] => {
  if (typeof value === "string") return value.split(" ").filter(Boolean);
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
};

/** The whole name counts first: issuers name claims by URLs, which have dots. */
const claimOf = (payload: JWTPayload, name: string): unknown =>
  name in payload
    ? payload[name]
    : name
        .split(".")
        .reduce<unknown>(
          (inside, step) => (inside as Record<string, unknown> | null | undefined)?.[step],
          payload,
        );

const personOf = (payload: JWTPayload, claims: ClaimNames): Person => {
  const name = claimOf(payload, claims.name);
  return {
    id: payload.sub ?? "",
    name: typeof name === "string" ? name : "",
    roles: textList(claimOf(payload, claims.roles)) as Role[],
    properties: textList(claimOf(payload, claims.properties)),
  };
};

/** Whether a person may see a property's things. */
export const maySee = (person: Person, propertyId: string): boolean =>
  person.properties.includes("*") || person.properties.includes(propertyId);

/** Throws unless the person has one of the roles. An admin may do everything. */
export const demandRole = (person: Person, allowed: readonly Role[]): void => {
  if (!person.roles.includes("admin") && !person.roles.some((role) => allowed.includes(role)))
    throw forbidden({ needs: allowed });
};

/** The person behind a request. Only on routes that are not public. */
export const personBehind = (request: FastifyRequest): Person => {
  if (!request.person)
    throw new Rejection({ code: "unauthenticated", kind: "forbidden", title: "Sign in first" }, {});
  return request.person;
};

declare module "fastify" {
  interface FastifyRequest {
    person: Person | undefined;
  }
  interface FastifyContextConfig {
    /** Roles that may call the route, or "public". Every route names it. */
    allow?: readonly Role[] | "public";
  }
}
