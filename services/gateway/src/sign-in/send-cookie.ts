import type { FastifyReply } from "fastify";

/**
 * Sends a cookie of ours for all pages: out of reach of scripts, and not sent along with other sites' requests that
 * change something. It stands in the answer at once: the library's `setCookie` waits until the answer is sent, and an
 * event stream takes its answer over before that.
 */
export const sendCookie = (
  reply: FastifyReply,
  cookie: {
    readonly name: string;
    readonly value: string;
    readonly maxAgeSeconds: number;
    readonly secure: boolean;
  },
): void => {
  const { name, value, maxAgeSeconds: maxAge, secure } = cookie;
  const line = reply.server.serializeCookie(name, value, {
    path: "/",
    maxAge,
    httpOnly: true,
    sameSite: "lax",
    secure,
  });
  void reply.header("set-cookie", line);
};
