import { staffId } from "@shouwen/contracts/values";
import { rejection } from "@shouwen/event-bus/rejection";
import type { App } from "@shouwen/service-kit/http";
import { z } from "zod";
import { ownPath } from "../domain/same-origin.ts";
import { nobodyPage, signInPage } from "../pages/sign-in.ts";
import type { EmbeddedIssuer } from "../sign-in/embedded-issuer.ts";
import type { EmbeddedPeople } from "../sign-in/embedded-people.ts";
import type { Sessions } from "../sign-in/sessions.ts";
import { type HostsOf, isOurs, otherOrigin } from "./cookie-sign-in.ts";
import { sendPage } from "./pages.ts";

const unknownPerson = rejection("staff.not_found", "not_found", "No such member of staff");

const hidden = { config: { allow: "public" as const } };

/** Sign-in with one click as anybody of the demonstration. */
export const embeddedSignInRoutes = (
  app: App,
  options: {
    people: EmbeddedPeople;
    issuer: EmbeddedIssuer;
    sessions: Sessions;
    hostsOf: HostsOf;
  },
): void => {
  const { people, issuer, sessions } = options;
  app.get(
    "/sign-in",
    {
      ...hidden,
      schema: { hide: true, querystring: z.object({ backTo: z.string().max(2_000).optional() }) },
    },
    async (request, reply) => {
      const properties = await people.properties();
      if (properties.length === 0) return sendPage(request, reply.code(503), nobodyPage());
      return sendPage(request, reply, signInPage(properties, ownPath(request.query.backTo ?? "/live")));
    },
  );
  app.post(
    "/sign-in",
    {
      ...hidden,
      schema: { hide: true, body: z.object({ staffId, backTo: z.string().max(2_000).optional() }) },
    },
    async (request, reply) => {
      if (!isOurs(request, options.hostsOf)) throw otherOrigin();
      const person = await people.person(request.body.staffId);
      if (!person) throw unknownPerson();
      await sessions.begin(request, reply, await issuer.pass(person));
      return reply.redirect(ownPath(request.body.backTo), 303);
    },
  );
};
