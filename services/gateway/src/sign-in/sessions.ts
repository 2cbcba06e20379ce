import type { FastifyReply, FastifyRequest } from "fastify";
import { cookieLine, joinedFrom, piecesOf, readCookies } from "../domain/cookies.ts";

/** Somebody's signed-in time: their token, and what brings the next one. */
export type Session = { readonly token: string; readonly refreshToken?: string };

/** How a session is written into a cookie and read from it, and how it is prolonged. */
export type SessionCodec = {
  write(session: Session): Promise<string>;
  /** Undefined for what this gateway did not write. */
  read(value: string): Promise<Session | undefined>;
  /** The session to go on with: itself, a newer one, or undefined when it is over. */
  renew(session: Session): Promise<Session | undefined>;
};

/** Keeps people signed in with cookies alone, so that any replica of the gateway knows them. */
export type Sessions = {
  /** The bearer token of whoever sent the request. A renewed session goes back with the answer. */
  tokenOf(request: FastifyRequest, reply: FastifyReply): Promise<string | undefined>;
  begin(request: FastifyRequest, reply: FastifyReply, session: Session): Promise<void>;
  end(request: FastifyRequest, reply: FastifyReply): void;
};

const name = "shouwen_session";

/** Makes the sessions of one gateway. They last so many seconds after signing in. */
export const cookieSessions = (options: {
  codec: SessionCodec;
  seconds: number;
  isSecure: (request: FastifyRequest) => boolean;
}): Sessions => {
  const { codec, seconds, isSecure } = options;
  const put = (request: FastifyRequest, reply: FastifyReply, value: string) => {
    const secure = isSecure(request);
    const sent = readCookies(request.headers.cookie);
    for (const [piece, content] of piecesOf(name, value)) {
      if (content === "" && !sent.has(piece)) continue;
      const maxAgeSeconds = content === "" ? 0 : Math.round(seconds);
      void reply.header("set-cookie", cookieLine(piece, content, { maxAgeSeconds, path: "/", secure }));
    }
  };
  const begin: Sessions["begin"] = async (request, reply, session) =>
    put(request, reply, await codec.write(session));
  return {
    tokenOf: async (request, reply) => {
      const value = joinedFrom(readCookies(request.headers.cookie), name);
      const session = value && (await codec.read(value));
      if (!session) return undefined;
      const renewed = await codec.renew(session);
      if (renewed && renewed !== session) await begin(request, reply, renewed);
      return renewed?.token;
    },
    begin,
    end: (request, reply) => put(request, reply, ""),
  };
};

/** A token that our own issuer signed needs no wrapping, and is not renewed. */
export const plainCodec: SessionCodec = {
  write: async ({ token }) => token,
  read: async (token) => ({ token }),
  renew: async (session) => session,
};
