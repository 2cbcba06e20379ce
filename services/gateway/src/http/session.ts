import type { App } from "@shouwen/service-kit/http";
import type { Session, Sessions } from "../sign-in/sessions.ts";
import { type HostsOf, isOurs, otherOrigin } from "./cookie-sign-in.ts";

/**
 * Who am I, and good-bye. Whoever signs out is out everywhere, with every copy of the cookie; the identity provider is
 * told, and `signOutUrl` is where it ends its own session, if there is one.
 */
export const sessionRoutes = (
  app: App,
  options: {
    sessions: Sessions;
    hostsOf: HostsOf;
    forget: (session: Session) => Promise<void>;
    signOutUrl: () => Promise<URL | undefined>;
  },
): void => {
  const open = { config: { allow: "public" as const }, schema: { hide: true } };
  app.get("/session", open, (request, reply) =>
    reply.header("cache-control", "no-store").send({ person: request.person ?? null }),
  );
  app.post("/sign-out", open, async (request, reply) => {
    if (!isOurs(request, options.hostsOf)) throw otherOrigin();
    const session = await options.sessions.end(request, reply);
    if (session) await options.forget(session).catch(() => undefined);
    const elsewhere = await options.signOutUrl().catch(() => undefined);
    return reply.redirect(elsewhere?.href ?? "/", 303);
  });
};
