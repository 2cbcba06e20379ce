import type { App } from "@shouwen/service-kit/http";
import type { LiveFeed } from "../live/live-feed.ts";
import type { EndedSessions } from "../sign-in/ended-sessions.ts";
import type { Readiness } from "../upstreams/replicas.ts";

/**
 * What a load balancer and an operator ask. The gateway is ready without any service, and without a broker: it can still
 * say so, and what is down is for the services' own probes to tell.
 */
export const healthRoutes = (
  app: App,
  options: {
    replica: string;
    stopping: () => boolean;
    readiness: () => Readiness[];
    feed: LiveFeed;
    ended: EndedSessions;
  },
): void => {
  const open = { config: { allow: "public" as const }, schema: { hide: true } };
  app.get("/health/live", open, () => ({ status: "live" }));
  app.get("/health/ready", open, (_request, reply) =>
    options.stopping()
      ? reply.code(503).send({ status: "not ready", reason: "stopping" })
      : reply.send({ status: "ready" }),
  );
  app.get("/health/status", open, () => ({
    service: "gateway",
    replica: options.replica,
    memoryMb: Math.round(process.memoryUsage.rss() / 1_048_576),
    upstreams: options.readiness(),
    sessions: { earlierOnesTaken: options.ended.isComplete() },
    live: { caughtUp: options.feed.caughtUp(), watchers: options.feed.watchers() },
  }));
};
