import { shownText } from "@shouwen/contracts/shown-text";
import type { Bus } from "@shouwen/event-bus/bus";
import type { Database } from "@shouwen/event-bus/database";
import {
  deadLetterGroups,
  deadLetters,
  discardDeadLetters,
  retryDeadLetters,
} from "@shouwen/event-bus/dead-letters";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { personBehind } from "./auth.ts";
import type { Routes } from "./http.ts";

/** What a load balancer and an operator ask: does it live, is it ready, how much is there to do. */
export const healthRoutes =
  (options: {
    service: string;
    replica: string;
    database: Database;
    bus: () => Bus | undefined;
    stopping: () => boolean;
  }): Routes =>
  (app) => {
    const open = { config: { allow: "public" as const }, schema: { hide: true } };
    app.get("/health/live", open, () => ({ status: "live" }));
    app.get("/health/ready", open, async (_request, reply) => {
      const reason = await whyNotReady(options);
      if (reason) return reply.code(503).send({ status: "not ready", reason });
      // Degraded is still ready: taking it out of the balancer would help nobody who asks.
      const healthWarnings = (await options.bus()?.healthWarnings()) ?? [];
      return healthWarnings.length > 0
        ? { status: "degraded", reasons: healthWarnings }
        : { status: "ready" };
    });
    app.get("/health/status", open, async () => ({
      service: options.service,
      replica: options.replica,
      memoryMb: Math.round(process.memoryUsage.rss() / 1_048_576),
      ...(await options.bus()?.status()),
      healthWarnings: (await options.bus()?.healthWarnings()) ?? [],
    }));
  };

const whyNotReady = async (options: Parameters<typeof healthRoutes>[0]): Promise<string | undefined> => {
  if (options.stopping()) return "stopping";
  const bus = options.bus();
  if (!bus) return "starting";
  return options.database.query("select 1").then(
    () => bus.notReadyBecause(),
    () => "the database cannot be reached",
  );
};

/** Which messages set aside are meant. */
export const selection = z.object({
  id: z.coerce.number().int().optional(),
  fingerprint: z.string().max(40).optional(),
  consumer: z.string().max(120).optional(),
});

/** What is done with them, and why. */
export const act = selection.extend({ id: z.int().optional(), reason: shownText(200, 3) });
export const retry = act.extend({
  perSecond: z.number().min(0.1).max(10_000).optional().describe("So many a second; at once when left out"),
});

/** Dead letters for people: see groups, put back in line, give up with a reason. For admins of the whole group: what is set aside belongs to every property. */
export const deadLetterRoutes =
  (options: { database: Database; service: string }): Routes =>
  (app) => {
    const config = { allow: ["admin" as const], group: true };
    const tags = ["dead letters"];
    const who = (request: FastifyRequest, reason: string) => ({ actor: personBehind(request).id, reason });
    const known = (body: z.output<typeof act>) =>
      Object.fromEntries(
        Object.entries(body).filter(([name, value]) => name !== "reason" && value !== undefined),
      );
    app.get(
      "/v1/dead-letters",
      { config, schema: { summary: "Messages set aside, in groups of alike ones", tags } },
      async () => ({
        service: options.service,
        groups: await deadLetterGroups(options.database),
      }),
    );
    app.get(
      "/v1/dead-letters/messages",
      { config, schema: { summary: "The messages of a group", tags, querystring: selection } },
      async ({ query }) => ({
        messages: await deadLetters(options.database, known({ ...query, reason: "" })),
      }),
    );
    app.post(
      "/v1/dead-letters/retry",
      { config, schema: { summary: "Put messages back in line", tags, body: retry } },
      async (request) => {
        const { perSecond, ...selected } = request.body;
        const how = { ...who(request, selected.reason), perSecond };
        return { retried: await retryDeadLetters(options.database, known(selected), how) };
      },
    );
    app.post(
      "/v1/dead-letters/discard",
      { config, schema: { summary: "Give messages up for good", tags, body: act } },
      async (request) => {
        const by = who(request, request.body.reason);
        return { discarded: await discardDeadLetters(options.database, known(request.body), by) };
      },
    );
  };
