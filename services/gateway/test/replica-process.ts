/**
 * A stand-in for a service, as a process of its own: the real server of the service kit, with its sign-in, its limits
 * and its way of stopping. What it carries out it writes into a file that all replicas share, as they share a database.
 */
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { rejection } from "@shouwen/event-bus/rejection";
import { createAuthenticate, maySee, personBehind } from "@shouwen/service-kit/auth";
import { type App, buildHttp } from "@shouwen/service-kit/http";
import { createLogger } from "@shouwen/service-kit/logger";
import { z } from "zod";

const environment = process.env;
const {
  SERVICE = "routing",
  REPLICA = "1",
  LEDGER = "",
  AUTH_ISSUER = "",
  AUTH_JWKS = "",
  PORT = "0",
} = environment;

const notFound = rejection("ticket.not_found", "not_found", "No such ticket");
const everybody = { allow: ["agent" as const] };
const open = { allow: "public" as const };
const anyFilter = { querystring: z.looseObject({}) };
let ready = true;

/** Done once per key, as a service does with its inbox. */
const carryOut = (key: string): "done" | "repeated" => {
  if (readFileSync(LEDGER, "utf8").split("\n").includes(key)) return "repeated";
  appendFileSync(LEDGER, `${key}\n`);
  return "done";
};

const tickets = (app: App) => {
  const params = z.object({ ticketId: z.string().startsWith("tic_") });
  app.get(
    "/v1/tickets/:ticketId",
    { config: everybody, schema: { params, summary: "One ticket" } },
    (request) => {
      const propertyId = `prp_${request.params.ticketId.split("_")[1]}`;
      if (!maySee(personBehind(request), propertyId)) throw notFound();
      return { ticketId: request.params.ticketId, propertyId, replica: REPLICA };
    },
  );
  app.post(
    "/v1/tickets/:ticketId/notes",
    {
      config: everybody,
      schema: { params, body: z.object({ text: z.string() }), response: { 200: z.any() } },
    },
    async (request) => {
      const outcome = carryOut(String(request.headers["idempotency-key"] ?? request.body.text));
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { outcome, replica: REPLICA, text: request.body.text };
    },
  );
  app.post("/v1/tickets/:ticketId/break-off", { config: everybody, schema: { params } }, (request, reply) => {
    carryOut(String(request.headers["idempotency-key"] ?? "without a key"));
    reply.hijack();
    request.raw.socket.destroy();
  });
  app.get("/v1/tickets", { config: everybody, schema: anyFilter }, (request) => ({
    headers: request.headers,
    person: request.person,
    replica: REPLICA,
  }));
  app.get("/v1/tickets/counts", { config: everybody, schema: anyFilter }, () => ({
    byStatus: { queued: 2 },
    open: 2,
    overdue: 1,
  }));
  app.post("/v1/tickets/:ticketId/unavailable", { config: everybody, schema: { params } }, () => {
    throw Object.assign(new Error("away"), { code: "ECONNREFUSED" });
  });
};

const imports = (app: App) => {
  app.addContentTypeParser("text/csv", (_request, payload, done) => done(null, payload));
  app.post("/v1/imports", { config: everybody }, async (request, reply) => {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const part of request.body as AsyncIterable<Buffer>) {
      hash.update(part);
      bytes += part.length;
    }
    return reply.code(202).send({ bytes, sha256: hash.digest("hex") });
  });
};

const people = (app: App) => {
  const staff = ["admin", "agent"].map((role, index) => ({
    staffId: `stf_${role}`,
    staffNumber: `000${index}`,
    name: role === "agent" ? "<李静>" : "吴丽",
    nameEn: role === "agent" ? "Li Jing" : "Wu Li",
    roles: [role],
    propertyId: "prp_lake",
    onDuty: true,
    employed: true,
  }));
  app.get("/v1/staff", { config: everybody, schema: anyFilter }, () => ({ items: staff, next: null }));
  app.get("/v1/properties", { config: everybody, schema: anyFilter }, () => ({
    items: [{ propertyId: "prp_lake", name: "湖畔酒店", nameEn: "Lakeside" }],
    next: null,
  }));
  app.get(
    "/v1/staff/:staffId",
    { config: everybody, schema: { params: z.object({ staffId: z.string() }) } },
    (request) => {
      const found = staff.find(({ staffId }) => staffId === request.params.staffId);
      if (!found) throw notFound();
      return found;
    },
  );
};

const health = (app: App) => {
  app.get("/health/ready", { config: open, schema: { hide: true } }, (_request, reply) =>
    reply.code(ready ? 200 : 503).send({ ready }),
  );
  app.get("/v1/dead-letters", { config: { allow: ["admin"] } }, () => ({ service: SERVICE, groups: [] }));
};

const plenty = 1_000_000;
const log = createLogger({ service: SERVICE, replica: REPLICA, level: "error", format: "json" });
const claims = {
  name: environment.AUTH_NAME_CLAIM ?? "name",
  roles: environment.AUTH_ROLES_CLAIM ?? "roles",
  properties: environment.AUTH_PROPERTIES_CLAIM ?? "properties",
};
const authenticate = await createAuthenticate({
  issuer: AUTH_ISSUER,
  audience: "shouwen",
  jwks: AUTH_JWKS,
  claims,
});
const app = await buildHttp({
  service: SERVICE,
  description: `What ${SERVICE} does`,
  log,
  authenticate,
  perMinute: { read: plenty, command: plenty, heavy: plenty, upload: plenty, program: plenty },
  routes: [health, tickets, imports, people],
});
process.once("SIGTERM", () => {
  ready = false;
  void app.close().then(() => process.exit(0));
});
process.stdout.write(`${await app.listen({ host: "127.0.0.1", port: Number(PORT) })}\n`);
