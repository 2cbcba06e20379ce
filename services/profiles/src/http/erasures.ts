import { shownText } from "@shouwen/contracts/shown-text";
import { profileId } from "@shouwen/contracts/values";
import { personBehind } from "@shouwen/service-kit/auth";
import { commandOf, type Handle } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { z } from "zod";
import { confirmErasure, requestErasure, withdrawErasure } from "../domain/erase-profile.ts";
import type { Profile, ProfileFact } from "../domain/profile.ts";
import { profileView, viewOf } from "./profile-view.ts";
import { type Customers, visible } from "./profiles.ts";

type ErasureRoutes = {
  readonly customers: Customers;
  readonly handleProfile: Handle<Profile, ProfileFact>;
  /** How long an erasure can be withdrawn. */
  readonly coolingDays: () => Promise<number>;
  /** A reason without what names the customer: it outlives them. */
  readonly maskReason: (profile: Profile, reason: string) => Promise<string>;
};

const tags = ["privacy"];
const params = z.object({ profileId });
const managers = { allow: ["manager"] } as const;
const reasonBody = z.object({
  reason: shownText(200, 3).describe(
    "Why; kept in the audit for good, without numbers and the customer's name",
  ),
});

type Decide = Parameters<Handle<Profile, ProfileFact>>[2];

/** Carries out one step of an erasure, and shows the customer as they are then. The store writes the step into the audit. */
const take = async (
  { customers, handleProfile }: ErasureRoutes,
  { request, id }: { request: Parameters<typeof commandOf>[0]; id: string },
  decide: Decide,
) => {
  const command = commandOf(request);
  const { state } = await handleProfile(id, command, decide);
  return viewOf(state, await customers.decrypt(state), command.person);
};

const requestRoute = (app: App, kept: ErasureRoutes): void => {
  app.post(
    "/v1/profiles/:profileId/erasure",
    {
      config: managers,
      schema: {
        summary: "Ask for a customer to be erased everywhere: no message and no reveal from now on",
        description:
          "For those who answer for every property that knows the customer, or for the group. A second person confirms it; it is carried out once the cooling time (policy `customers`) is over, and can be withdrawn until then. Asking again is a conflict: the second reason would be lost.",
        tags,
        params,
        body: reasonBody,
        response: { 202: profileView },
      },
    },
    async (request, reply) => {
      const id = request.params.profileId;
      const by = personBehind(request);
      const { profile } = await visible(kept.customers, by, id);
      const reason = await kept.maskReason(profile, request.body.reason);
      const coolingDays = await kept.coolingDays();
      const view = await take(kept, { request, id }, (state, now) =>
        requestErasure({ by, reason, coolingDays }, state, now),
      );
      return reply.code(202).send(view);
    },
  );
};

const confirmRoute = (app: App, kept: ErasureRoutes): void => {
  app.post(
    "/v1/profiles/:profileId/erasure/confirm",
    {
      config: managers,
      schema: {
        summary: "Confirm, as the second person, that a customer is erased",
        description: "The person's key is destroyed once the cooling time is over. Safe to repeat.",
        tags,
        params,
        response: { 200: profileView },
      },
    },
    async (request) => {
      const id = request.params.profileId;
      const by = personBehind(request);
      await visible(kept.customers, by, id);
      return take(kept, { request, id }, (state, now) => confirmErasure(by, state, now));
    },
  );
};

const withdrawRoute = (app: App, kept: ErasureRoutes): void => {
  app.post(
    "/v1/profiles/:profileId/erasure/withdraw",
    {
      config: managers,
      schema: {
        summary: "Withdraw an erasure before it is carried out: everything is as it was",
        tags,
        params,
        body: reasonBody,
        response: { 200: profileView },
      },
    },
    async (request) => {
      const id = request.params.profileId;
      const by = personBehind(request);
      const { profile } = await visible(kept.customers, by, id);
      const reason = await kept.maskReason(profile, request.body.reason);
      return take(kept, { request, id }, (state, now) => withdrawErasure({ by, reason }, state, now));
    },
  );
};

const listRoute = (app: App, { customers }: ErasureRoutes): void => {
  app.get(
    "/v1/profiles/erasures",
    {
      config: managers,
      schema: {
        summary: "Customers who are to be erased, the next one first: to confirm or to withdraw",
        tags,
        querystring: z.object(pageQuery(sortKey.moment, sortKey.name)),
        response: { 200: pageOf(profileView) },
      },
    },
    async (request) => {
      const person = personBehind(request);
      const { limit, cursor } = request.query;
      const after = cursor && { eraseAt: cursor[0], profileId: cursor[1] };
      const found = await customers.erasures(person, after, limit + 1);
      const views = await Promise.all(
        found.map(async ({ profile }) => viewOf(profile, await customers.decrypt(profile), person)),
      );
      return toPage(views, limit, {
        keyOf: ({ erasure, profileId: id }) => [erasure?.eraseAt ?? "", id],
        view: (view) => view,
      });
    },
  );
};

/** Erasing a customer: asked for, confirmed by a second person, withdrawn or, once it has cooled, carried out. */
export const erasureRoutes =
  (kept: ErasureRoutes): Routes =>
  (app) => {
    listRoute(app, kept);
    requestRoute(app, kept);
    confirmRoute(app, kept);
    withdrawRoute(app, kept);
  };
