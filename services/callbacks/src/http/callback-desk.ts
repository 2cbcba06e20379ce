import { propertyId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import type { QueueView, SeenCallback } from "../domain/desk.ts";
import { deskRoles } from "./callback-commands.ts";
import { callbackView, viewOf } from "./callback-view.ts";

/** What the desk needs as a whole, besides one callback. */
export type DeskSources = {
  /** Throws "not found" for a property that the person does not see. */
  deskOf(person: Person, propertyId: string): Promise<QueueView>;
  claimNext(
    command: Command,
    request: { propertyId?: string | undefined; count: number },
  ): Promise<readonly SeenCallback[]>;
};

const claimBody = z.object({
  propertyId: propertyId.optional().describe("Only callbacks of this property"),
  count: z.int().min(1).max(20).default(1),
});

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

/** The desk: how it stands, and what is to be called next. */
export const callbackDeskRoutes =
  (sources: DeskSources): Routes =>
  (app) => {
    app.get(
      "/v1/callbacks/desk",
      {
        config: { allow: ["agent", "staff", "supervisor", "manager", "integrator"] },
        schema: {
          summary: "How the callback desk of a property stands",
          tags: ["callbacks"],
          querystring: z.object({ propertyId }),
          response: { 200: desk },
        },
      },
      (request) => sources.deskOf(personBehind(request), request.query.propertyId),
    );
    claimRoute(app, sources);
  };

const claimedView = callbackView
  .extend({ version: z.int() })
  .describe("A callback that is yours now; what you may do with it is read with it");

const claimRoute = (app: App, { claimNext }: DeskSources): void => {
  app.post(
    "/v1/callbacks/claim",
    {
      config: { allow: deskRoles },
      schema: {
        summary: "Claim the next due callbacks: no other agent gets them while you hold them",
        tags: ["callbacks"],
        body: claimBody.nullish(),
        response: { 200: z.object({ items: z.array(claimedView) }) },
      },
    },
    async (request) => {
      const claimed = await claimNext(commandOf(request), request.body ?? claimBody.parse({}));
      return { items: claimed.map(({ callback, version }) => ({ ...viewOf(callback), version })) };
    },
  );
};
