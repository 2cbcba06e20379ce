import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifySchema,
  LogController,
  type RawServerDefault,
} from "fastify";
import {
  createJsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import type { Logger } from "pino";
import { z } from "zod";
import { type Authenticate, demandRole, personBehind } from "./auth.ts";
import { closePromptly } from "./http-closing.ts";
import { traceHttp } from "./http-tracing.ts";
import { handleError, sendProblem } from "./problem.ts";
import { countWrongTokens } from "./wrong-tokens.ts";

/** A Fastify server whose routes are described by zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** A group of routes. */
export type Routes = (app: App) => void;

const bodyLimit = 256 * 1024;

/**
 * Builds a service's HTTP server: problem documents, sign-in on every route that is not named public, rate limit per
 * token, OpenAPI 3.1 at `/openapi.json`, `traceparent` on every answer. A route that does not say who may call it
 * stops the start.
 */
export const buildHttp = async (options: {
  service: string;
  description: string;
  log: Logger;
  authenticate: Authenticate;
  requestsPerMinute: number;
  routes: readonly Routes[];
}): Promise<App> => {
  const app = createApp({ log: options.log });
  signIn(app, options.authenticate);
  await limitRate(app, options.requestsPerMinute);
  await describeApi(app, options);
  for (const routes of options.routes) routes(app);
  await app.ready();
  return app;
};

/** A bare server with what every process of ours has: zod schemas, problem documents, `traceparent` on every answer. */
export const createApp = (options: { log: Logger; trustProxy?: boolean }): App => {
  const app = Fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    genReqId: () => randomUUID(),
    forceCloseConnections: "idle",
    return503OnClosing: true,
    trustProxy: options.trustProxy ?? false,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(handleError);
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, { code: "no_route", title: "No such address", status: 404 }),
  );
  keepNothing(app);
  refuseUnknownFilters(app);
  demandWindows(app);
  traceHttp(app);
  closePromptly(app);
  return app;
};

/** What is answered is about people, and nobody between us and whoever asked keeps it. A route may say otherwise. */
const keepNothing = (app: App): void => {
  app.addHook("onRequest", async (_request, reply) => {
    void reply.header("cache-control", "no-store");
  });
};

/** A filter whose name is misspelt must not answer everything. */
const refuseUnknownFilters = (app: App): void => {
  app.addHook("onRoute", ({ schema }) => {
    if (schema?.querystring instanceof z.ZodObject) schema.querystring = schema.querystring.strict();
  });
};

/** A door that takes any moment at all takes one that no event can hold: such a route stops the start. */
const demandWindows = (app: App): void => {
  app.addHook("onRoute", ({ method, url, schema }) => {
    for (const part of [schema?.body, schema?.querystring]) {
      if (!(part instanceof z.ZodType)) continue;
      const open = openMoment(z.toJSONSchema(part, { io: "input", unrepresentable: "any" }));
      if (open !== undefined)
        throw new Error(`${method} ${url} takes a moment without a window (contracts/given-moment): ${open}`);
    }
  });
};

/** Where a schema takes a moment or date without saying from when until when; undefined where it takes none. */
const openMoment = (schema: unknown, path = ""): string | undefined => {
  if (typeof schema !== "object" || schema === null) return undefined;
  const { format, formatMinimum } = schema as { format?: unknown; formatMinimum?: unknown };
  if ((format === "date-time" || format === "date") && formatMinimum === undefined) return path;
  for (const [name, inner] of Object.entries(schema)) {
    const found = openMoment(inner, `${path}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Knows the person behind every request, and lets nobody past a route that does not name their role or "public". */
export const signIn = (app: App, authenticate: Authenticate): void => {
  app.decorateRequest("person", undefined);
  const wrongTokens = countWrongTokens();
  app.addHook("onRoute", (route) => {
    if (!route.config?.allow)
      throw new Error(`${route.method} ${route.url} does not say who may call it (config.allow)`);
  });
  app.addHook("onRequest", async (request, reply) => {
    const allow = request.routeOptions.config.allow;
    request.person = await authenticate(request.headers.authorization);
    const isWrong = request.headers.authorization !== undefined && !request.person;
    const waitSeconds = isWrong ? wrongTokens.count(request.ip, Date.now()) : undefined;
    if (waitSeconds !== undefined)
      return sendProblem(reply.header("retry-after", String(waitSeconds)), {
        code: "too_many_requests",
        title: "Too many tokens from here that are wrong or have expired; slow down",
        status: 429,
      });
    if (request.is404 || allow === "public") return;
    if (!request.person)
      return sendProblem(reply.header("www-authenticate", "Bearer"), {
        code: "unauthenticated",
        title: "Sign in first: a bearer token is missing, wrong or has expired",
        status: 401,
      });
    demandRole(personBehind(request), allow ?? []);
  });
};

/** So many requests a minute of one person, or of one address where nobody is signed in. */
export const limitRate = async (app: App, requestsPerMinute: number): Promise<void> => {
  await app.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: "1 minute",
    keyGenerator: (request) => request.person?.id ?? request.ip,
    hook: "preHandler",
  });
};

/** What every refusal looks like (RFC 9457). */
const problemSchema = {
  type: "object",
  description:
    "A problem document (RFC 9457). `type` is stable; `errors` names each field that breaks its schema.",
  required: ["type", "title", "status"] as string[],
  properties: {
    type: { type: "string", description: "urn:shouwen:problem:<code>" },
    title: { type: "string" },
    status: { type: "integer" },
    traceId: { type: "string" },
    errors: {
      type: "array",
      items: { type: "object", properties: { field: { type: "string" }, message: { type: "string" } } },
    },
  },
} as const;

const toJsonSchema = createJsonSchemaTransform({
  skipList: ["/openapi.json", "/health/live", "/health/ready", "/health/status"],
});

const idempotencyKey = {
  type: "object",
  properties: {
    "idempotency-key": {
      type: "string",
      description: "A name of your own for this command: a repeat under the same name is carried out once",
    },
  },
} as const;

/** Every command takes one; the schemas of the routes do not say it again. */
const nameIdempotencyKey = (described: ReturnType<typeof toJsonSchema>): ReturnType<typeof toJsonSchema> => {
  const schema = described.schema as FastifySchema | undefined;
  return schema?.body === undefined
    ? described
    : { ...described, schema: { ...schema, headers: idempotencyKey } };
};

const describeApi = async (app: App, about: { service: string; description: string }): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: `Shouwen ${about.service}`, description: about.description, version: "1" },
      components: {
        schemas: { Problem: problemSchema },
        securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      },
      security: [{ bearer: [] }],
    },
    transform: (route) => nameIdempotencyKey(toJsonSchema(route)),
  });
  app.get("/openapi.json", { config: { allow: "public" } }, () => app.swagger());
};
