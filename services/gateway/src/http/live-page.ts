import { propertyId } from "@shouwen/contracts/values";
import type { App } from "@shouwen/service-kit/http";
import pTimeout from "p-timeout";
import { z } from "zod";
import { livePage } from "../pages/live.ts";
import type { Ask } from "../upstreams/ask.ts";
import { type Live, presentOf, selectionOf } from "./live-events.ts";
import { sendPage, sendToSignIn } from "./pages.ts";

const countsWithinMs = 1_500;

/** `/live`: what the platform does now, already on the page when it opens; its script goes on from there. */
export const livePageRoutes = (app: App, options: Live & { ask: Ask }): void => {
  app.get(
    "/live",
    {
      config: { allow: "public" },
      schema: { hide: true, querystring: z.object({ propertyId: propertyId.optional() }) },
    },
    async (request, reply) => {
      const { person } = request;
      if (!person) return sendToSignIn(request, reply);
      const wanted = request.query.propertyId;
      const selection = selectionOf(person, wanted);
      const counts = await countsOf(options.ask, request.headers.authorization, wanted);
      return sendPage(request, reply, livePage({ ...presentOf({ ...options, person, selection }), counts }));
    },
  );
};

/** Routing's counts of tickets, if it answers soon; the page asks again by itself. */
const countsOf = async (
  ask: Ask,
  authorization: string | undefined,
  wanted: string | undefined,
): Promise<unknown> => {
  const query = wanted === undefined ? "" : `?propertyId=${wanted}`;
  const asked = ask({ service: "routing", path: `/v1/tickets/counts${query}`, authorization });
  const answer = await pTimeout(asked, { milliseconds: countsWithinMs, message: false }).catch(
    () => undefined,
  );
  return answer?.status === 200 ? answer.body : undefined;
};
