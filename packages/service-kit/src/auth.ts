import { readFile } from "node:fs/promises";
import { type Role, role } from "@shouwen/contracts/events/workforce";
import { InfrastructureFault } from "@shouwen/event-bus/message";
import { Rejection, rejection } from "@shouwen/event-bus/rejection";
import type { FastifyRequest } from "fastify";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from "jose";
import { LRUCache } from "lru-cache";
import type { BaseConfig } from "./config.ts";

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

const groupOnly = rejection("group_only", "forbidden", "Only people of the whole group may do that");

const mostTokens = 5_000;
const keptForMs = 60_000;

/** RFC 9110: the scheme in any case, then the token. */
const bearer = /^bearer +([\w.~+/-]+=*) *$/i;

/** The token of an `Authorization` header. */
export const tokenIn = (authorization: string | undefined): string | undefined =>
  bearer.exec(authorization ?? "")?.[1];

/**
 * Verifies JWTs of one issuer, by a JWKS at a URL or in a file. A token says whose it is, for whom, and until when, or
 * it is none. It is verified once, then kept until it ends. Throws when the issuer's keys cannot be had.
 */
export const createAuthenticate = async (config: AuthConfig): Promise<Authenticate> => {
  const keys = await keySet(config.jwks);
  const kept = new LRUCache<string, Person>({ max: mostTokens });
  const demands = {
    issuer: config.issuer,
    audience: config.audience,
    requiredClaims: ["exp", "sub", "aud"],
  };
  return async (authorization) => {
    const token = tokenIn(authorization);
    if (token === undefined) return undefined;
    const known = kept.get(token);
    if (known) return known;
    const payload = await jwtVerify(token, keys, demands).then((verified) => verified.payload, refused);
    if (!payload?.sub) return undefined;
    const person = personOf(payload, config.claims);
    kept.set(token, person, {
      ttl: Math.max(1, Math.min((payload.exp ?? 0) * 1_000 - Date.now(), keptForMs)),
    });
    return person;
  };
};

/** Everybody but those who must stay outside, whatever their token says: whoever has left, for one. */
export const barring =
  (authenticate: Authenticate, isBarred: (personId: string) => boolean): Authenticate =>
  async (authorization) => {
    const person = await authenticate(authorization);
    return person && isBarred(person.id) ? undefined : person;
  };

/** A token that is not right is nobody's. An issuer that does not answer is no fault of the token. */
const refused = (error: unknown): undefined => {
  if (isIssuerAway(error)) throw new InfrastructureFault({ cause: error });
  return undefined;
};

const isIssuerAway = (error: unknown): boolean =>
  error instanceof errors.JOSEError
    ? ["ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID", "ERR_JOSE_GENERIC"].includes(error.code)
    : error instanceof TypeError && error.message === "fetch failed";

const keySet = async (jwks: string) =>
  /^https?:/.test(jwks)
    ? createRemoteJWKSet(new URL(jwks))
    : createLocalJWKSet(JSON.parse(await readFile(jwks, "utf8")) as JSONWebKeySet);

/** A list, or words with spaces between them, as some issuers write it. */
const textList = (value: unknown): string[] => {
  if (typeof value === "string") return value.split(" ").filter(Boolean);
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const isRole = (name: string): name is Role => role.safeParse(name).success;

/** The whole name counts first: issuers name claims by URLs, which have dots. */
const claimOf = (payload: JWTPayload, name: string): unknown =>
  Object.hasOwn(payload, name)
    ? payload[name]
    : name
        .split(".")
        .reduce<unknown>(
          (inside, step) => (isObject(inside) && Object.hasOwn(inside, step) ? inside[step] : undefined),
          payload,
        );

const personOf = (payload: JWTPayload, claims: ClaimNames): Person => {
  const name = claimOf(payload, claims.name);
  return {
    id: payload.sub ?? "",
    name: typeof name === "string" ? name : "",
    roles: textList(claimOf(payload, claims.roles)).filter(isRole),
    properties: textList(claimOf(payload, claims.properties)),
  };
};

/** Whether a person may see a property's things. */
export const maySee = (person: Person, propertyId: string): boolean =>
  person.properties.includes("*") || person.properties.includes(propertyId);

/** What a session of the database is told of whose rows a person sees: all, or those of some properties. As `maySee`. */
export const seenProperties = ({ properties }: Pick<Person, "properties">): string =>
  properties.includes("*") ? "*" : properties.join(",");

/** Throws unless the person has one of the roles. An admin may do everything. */
export const requireRole = (person: Person, allowed: readonly Role[]): void => {
  if (!person.roles.includes("admin") && !person.roles.some((role) => allowed.includes(role)))
    throw forbidden({ needs: allowed });
};

/** Throws unless the person belongs to the whole group. */
export const requireGroup = (person: Person): void => {
  if (!person.properties.includes("*")) throw groupOnly();
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
    /** What it shows or changes is no single property's: only people of the whole group may. */
    group?: boolean;
  }
}
