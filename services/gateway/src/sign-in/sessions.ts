import { randomBytes } from "node:crypto";
import type { Person } from "@shouwen/service-kit/auth";
import type { FastifyReply, FastifyRequest } from "fastify";
import { decodeJwt } from "jose";
import { joinedFrom, piecesOf } from "../domain/cookies.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import { sealWith } from "./seal.ts";
import { sendCookie } from "./send-cookie.ts";

/** What opens the services for somebody: their token, and what brings the next one. */
export type Pass = {
  readonly token: string;
  /** Of the provider (OIDC). */
  readonly refreshToken?: string;
  /** Whom our own issuer signs for (embedded). */
  readonly person?: Person;
};

/** Somebody's signed-in time. It has a name, by which it can be ended, and an end that nothing prolongs. */
export type Session = Pass & { readonly id: string; readonly beganAt: number; readonly endsAt: number };

/** How a session is written into a cookie and read from it, and how it goes on. */
export type SessionCodec = {
  write(session: Session): Promise<string>;
  /** Undefined for what this gateway did not write. */
  read(value: string): Promise<Session | undefined>;
  /** The session to go on with: itself, one with a newer token, or undefined when it is over. */
  renew(session: Session): Promise<Session | undefined>;
};

/** Keeps people signed in with cookies, so that any replica of the gateway knows them. */
export type Sessions = {
  /** The bearer token of whoever sent the request. A renewed session goes back with the answer. */
  tokenOf(request: FastifyRequest, reply: FastifyReply): Promise<string | undefined>;
  begin(request: FastifyRequest, reply: FastifyReply, pass: Pass): Promise<void>;
  /** Ends it for good: a copy of the cookie is worth nothing from now on. Answers the session that it was. */
  end(request: FastifyRequest, reply: FastifyReply): Promise<Session | undefined>;
  /** Whether the session of a request that is still going on has not been ended meanwhile. */
  goesOn(request: FastifyRequest): Promise<boolean>;
};

/** The prefix has browsers take it over https from this very host alone, for all of its pages. */
const nameOf = (isSecure: boolean): string => (isSecure ? "__Host-shouwen_session" : "shouwen_session");

/** Makes the sessions of one gateway. They end so many seconds after signing in, whatever is renewed meanwhile. */
export const cookieSessions = (options: {
  codec: SessionCodec;
  seconds: number;
  ended: EndedSessions;
  isSecure: (request: FastifyRequest) => boolean;
}): Sessions => {
  const { codec, seconds, ended, isSecure } = options;
  const put = (
    request: FastifyRequest,
    reply: FastifyReply,
    { value, endsAt }: { value: string; endsAt: number },
  ) => {
    const secure = isSecure(request);
    const leftSeconds = Math.max(0, Math.round((endsAt - Date.now()) / 1_000));
    for (const [name, piece] of piecesOf(nameOf(secure), value)) {
      if (piece === "" && request.cookies[name] === undefined) continue;
      sendCookie(reply, { name, value: piece, maxAgeSeconds: piece === "" ? 0 : leftSeconds, secure });
    }
  };
  const keep = async (request: FastifyRequest, reply: FastifyReply, session: Session) =>
    put(request, reply, { value: await codec.write(session), endsAt: session.endsAt });
  const sessionOf = async (request: FastifyRequest): Promise<Session | undefined> => {
    const value = joinedFrom(request.cookies, nameOf(isSecure(request)));
    const session = value ? await codec.read(value) : undefined;
    return session && session.endsAt > Date.now() ? session : undefined;
  };
  return {
    tokenOf: async (request, reply) => {
      const session = await sessionOf(request);
      if (!session || ended.has(session)) return undefined;
      const renewed = await codec.renew(session);
      if (renewed && renewed !== session) await keep(request, reply, renewed);
      return renewed?.token;
    },
    begin: (request, reply, pass) => {
      const id = randomBytes(18).toString("base64url");
      const beganAt = Date.now();
      return keep(request, reply, { ...pass, id, beganAt, endsAt: beganAt + seconds * 1_000 });
    },
    end: async (request, reply) => {
      const session = await sessionOf(request);
      if (session) ended.end(session.id, session.endsAt);
      put(request, reply, { value: "", endsAt: 0 });
      return session;
    },
    goesOn: async (request) => {
      const session = await sessionOf(request);
      return session === undefined || !ended.has(session);
    },
  };
};

/** Sessions are sealed with a secret that all replicas share: whoever keeps one can neither read nor change it. */
export const sealedCodec = (secret: string, renew: SessionCodec["renew"]): SessionCodec => {
  const seal = sealWith(secret, "session");
  return {
    write: (session) => seal.close(session),
    read: async (value) => sessionIn(await seal.open(value)),
    renew,
  };
};

/** A cookie of an earlier version has no name, no beginning or no end, and counts for nothing. */
const sessionIn = (opened: unknown): Session | undefined => {
  const { id, beganAt, endsAt } = (opened ?? {}) as Partial<Session>;
  const isSession = typeof id === "string" && typeof beganAt === "number" && typeof endsAt === "number";
  return isSession ? (opened as Session) : undefined;
};

/** Whether a session's token is out of date, or will be so soon. */
export const isOver = ({ token }: Pass, marginMs = 0): boolean =>
  (decodeJwt(token).exp ?? 0) * 1_000 - marginMs < Date.now();
