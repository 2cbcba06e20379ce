import type { App } from "@shouwen/service-kit/http";
import type { Sessions } from "../sign-in/sessions.ts";
import { type HostsOf, isOurs, otherOrigin } from "./cookie-sign-in.ts";

/** Who am I, and good-bye. `signOutUrl` is where the identity provider ends its own session, if there is one. */
export const sessionRoutes = (
  app: App,
  options: { sessions: Sessions; hostsOf: HostsOf; signOutUrl: () => Promise<URL | undefined> },
): void => {
  const open = { config: { allow: "public" as const }, schema: { hide: true } };
  app.get("/session", open, (request, reply) =>
    reply.header("cache-control", "no-store").send({ person: request.person ?? null }),
  );
  app.post("/sign-out", open, async (request, reply) => {
    if (!isOurs(request, options.hostsOf)) throw otherOrigin();
    options.sessions.end(request, reply);
    const elsewhere = await options.signOutUrl().catch(() => undefined);
    return reply.redirect(elsewhere?.href ?? "/", 303);
  });
};
