import { callbackId, propertyId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { tagOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { contactReason } from "@shouwen/service-kit/words-access";
import { z } from "zod";
import { type CallbackFilter, callbackFilters, type QueueView, type SeenCallback } from "../domain/desk.ts";
import { callbackNotFound } from "../domain/rejections.ts";
import { callbackView, viewOf } from "./callback-view.ts";
import { readableFor, type WordSources } from "./callback-words.ts";

/** What reading needs. `find` and `list` see only what the person may see. */
export type ReadingSources = WordSources & {
  find(person: Person, callbackId: string): Promise<SeenCallback | undefined>;
  list(person: Person, filter: CallbackFilter): Promise<readonly SeenCallback[]>;
  /** Throws "not found" for a property that the person does not see. */
  deskOf(person: Person, propertyId: string): Promise<QueueView>;
};

const everybody = ["agent", "staff", "supervisor", "manager", "integrator"] as const;
const tags = ["callbacks"];

const filter = z.object({ ...pageQuery(sortKey.moment, sortKey.name), ...callbackFilters });

const desk = z.object({
  asOf: z.string().describe("What had been heard at this moment is counted"),
  dueNow: z.int().describe("Their time has come and nobody holds them"),
  claimed: z.int().describe("Held by an agent now"),
  late: z.int().describe("Nobody has dialled within the time that the policy promises for the first call"),
  doneToday: z.int().describe("Completed since midnight at the property"),
  mineToday: z.int().describe("Those of them that you completed"),
  dayTarget: z.int().describe("Callbacks that the desk completes in a day"),
  windowOpen: z.boolean().describe("Whether customers may be called now"),
  opensAt: z.string().describe("Now, or when the next window opens"),
});

/** Reading callbacks. */
export const callbackRoutes =
  (sources: ReadingSources): Routes =>
  (app) => {
    listRoute(app, sources);
    app.get(
      "/v1/callbacks/desk",
      {
        config: { allow: everybody },
        schema: {
          summary: "How the callback desk of a property stands",
          tags,
          querystring: z.object({ propertyId }),
          response: { 200: desk },
        },
      },
      (request) => sources.deskOf(personBehind(request), request.query.propertyId),
    );
    app.get(
      "/v1/callbacks/:callbackId",
      {
        config: { allow: everybody, versioned: true },
        schema: {
          summary: "One callback with its dials",
          tags,
          description:
            "What the customer answered is in clear for the people of the matter and those who lead, which is audited; for others it stays sealed.",
          params: z.object({ callbackId }),
          querystring: z.object({ reason: contactReason.optional() }),
          response: { 200: callbackView },
        },
      },
      async (request, reply) => {
        const person = personBehind(request);
        const found = await sources.find(person, request.params.callbackId);
        if (!found) throw callbackNotFound();
        const { callback, version } = found;
        const says = request.query.reason;
        const view = await readableFor(sources, viewOf(found), { person, callback, says });
        return reply.header("etag", tagOf(version)).send(view);
      },
    );
  };

const listRoute = (app: App, { list }: ReadingSources): void => {
  app.get(
    "/v1/callbacks",
    {
      config: { allow: everybody },
      schema: {
        summary: "Callbacks, the next due first",
        tags,
        querystring: filter,
        response: { 200: pageOf(callbackView) },
      },
    },
    async (request) => {
      const { cursor: after, limit, ...wanted } = request.query;
      const rows = await list(personBehind(request), { ...wanted, after, limit: limit + 1 });
      return toPage(rows, limit, {
        keyOf: ({ callback }) => [callback.dueAt, callback.callbackId],
        view: viewOf,
      });
    },
  );
};
