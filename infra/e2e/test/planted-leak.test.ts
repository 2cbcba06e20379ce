import { rejection } from "@shouwen/event-bus/rejection";
import { createAuthenticate, maySee, personBehind } from "@shouwen/service-kit/auth";
import { buildHttp } from "@shouwen/service-kit/http";
import { issuer } from "@shouwen/test-kit/tokens";
import pino from "pino";
import { expect, test } from "vitest";
import { z } from "zod";
import { askAsEverybody, everybody } from "../src/routes/matrix.ts";
import { operationsOf } from "../src/routes/operations.ts";

test("a route that shows another property's thing, one that tells that it exists and one that asks for no role are found", async () => {
  const auth = issuer();
  const { AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS } = auth.environment;
  const notFound = rejection("ticket.not_found", "not_found", "No such ticket");
  const over = rejection("ticket.not_allowed_now", "conflict", "The ticket's state does not allow it");
  const thing = { ticketId: "tic_own", propertyId: "prp_own", words: "the secret" };
  const app = await buildHttp({
    service: "planted",
    description: "Leaks",
    log: pino({ level: "silent" }),
    authenticate: await createAuthenticate({
      issuer: AUTH_ISSUER,
      audience: AUTH_AUDIENCE,
      jwks: AUTH_JWKS,
      claims: { name: "name", roles: "roles", properties: "properties" },
    }),
    perMinute: { read: 10_000, command: 10_000, heavy: 10_000, upload: 10_000, program: 10_000 },
    routes: [
      (routes) => {
        const config = { allow: ["agent" as const] };
        const params = z.object({ ticketId: z.string() });
        routes.get("/v1/sound/:ticketId", { config, schema: { params } }, (request) => {
          const isTheirs = maySee(personBehind(request), thing.propertyId);
          if (!isTheirs || request.params.ticketId !== thing.ticketId) throw notFound();
          return thing;
        });
        routes.get("/v1/planted/:ticketId", { config, schema: { params } }, (request) => {
          if (request.params.ticketId !== thing.ticketId) throw notFound();
          return thing;
        });
        routes.get("/v1/planted", { config }, () => ({ items: [thing] }));
        routes.post("/v1/planted/:ticketId/close", { config, schema: { params } }, (request) => {
          throw request.params.ticketId === thing.ticketId ? over() : notFound();
        });
      },
    ],
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const askers = await everybody({ own: "prp_own", other: "prp_other" }, async ({ role, properties }) =>
    auth.authorization({ sub: `stf_${role}`, roles: [role], properties }),
  );
  const operations = await operationsOf("planted", url);
  const known = { ticketId: ["tic_own"], propertyId: ["prp_own"] };
  const { leaks } = await askAsEverybody(operations, askers, { known, secrets: ["the secret", "tic_own"] });
  const open = operations.map((one) => ({ ...one, roles: [] }));
  const unguarded = await askAsEverybody(open, askers, { known, secrets: [] });
  await app.close();
  expect(leaks.toSorted()).toEqual([
    "admin of other: planted GET /v1/planted shows the secret",
    "admin of other: planted GET /v1/planted/{ticketId} shows the secret",
    "admin of other: planted POST /v1/planted/{ticketId}/close answers 409 ticket.not_allowed_now, and 404 ticket.not_found for one that nobody has",
    "agent of other: planted GET /v1/planted shows the secret",
    "agent of other: planted GET /v1/planted/{ticketId} shows the secret",
    "agent of other: planted POST /v1/planted/{ticketId}/close answers 409 ticket.not_allowed_now, and 404 ticket.not_found for one that nobody has",
  ]);
  expect(unguarded.leaks).toContain(
    "agent of own: planted GET /v1/sound/{ticketId} answers 200  instead of 403",
  );
});
