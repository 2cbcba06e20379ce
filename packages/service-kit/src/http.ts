import { randomUUID } from "node:crypto";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyContextConfig,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchemaCompiler,
  LogController,
} from "fastify";
import { serializerCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import type { Logger } from "pino";
import { z } from "zod";
import { watchMethods } from "./allowed-methods.ts";
import type { App, Routes } from "./app.ts";
import { type Authenticate, type Person, personBehind, requireGroup, requireRole } from "./auth.ts";
import { nameListsInCursors } from "./cursors.ts";
import { closePromptly } from "./http-closing.ts";
import { httpProblem } from "./http-problems.ts";
import { traceHttp } from "./http-tracing.ts";
import { readJsonAsUtf8 } from "./json-body.ts";
import {
  type BodyTimes,
  bodyTimes,
  cutSlowBodies,
  limitAtOnce,
  limitRate,
  type RateLimits,
} from "./limits.ts";
import { describeApi } from "./open-api.ts";
import { refuseUnusableText } from "./outside-text.ts";
import { answerUnreadable, handleError, sendProblem } from "./problem.ts";
import { countWrongTokens } from "./wrong-tokens.ts";

export type { App, AppRequest, Routes } from "./app.ts";

const bodyLimit = 256 * 1024;
/** A request says its headers within this time, or its connection is closed at the next look. */
const headersWithinMs = 15_000;
const connectionLookMs = 5_000;

/**
 * Builds a service's HTTP server: problem documents, sign-in on every route that is not named public, limits per person
 * and class of route, OpenAPI 3.1 at `/openapi.json`, `traceparent` on every answer. A route that does not say who may call it
 * stops the start.
 */
export const buildHttp = async (options: {
  service: string;
  description: string;
  log: Logger;
  authenticate: Authenticate;
  perMinute: RateLimits;
  maxConnections?: number;
  bodyTimes?: BodyTimes;
  headersWithinMs?: number;
  routes: readonly Routes[];
}): Promise<App> => {
  const app = createApp(options);
  signIn(app, { authenticate: options.authenticate, facesThePublic: false });
  await limitRate(app, { perMinute: options.perMinute, facesThePublic: false });
  refuseUnnamedFilters(app);
  await describeApi(app, options);
  for (const routes of options.routes) routes(app);
  await app.ready();
  return app;
};

/** What was there stays with the error until its words are chosen: they name the type that came, in either language. */
const validator: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data) => {
    const { error, data: value } = schema.safeParse(data, { reportInput: true });
    return error ? { error } : { value };
  };

/** A bare server with what every process of ours has: zod schemas, problem documents, `traceparent` on every answer. */
export const createApp = (options: {
  log: Logger;
  trustProxy?: boolean;
  maxConnections?: number;
  bodyTimes?: BodyTimes;
  headersWithinMs?: number;
}): App => {
  const headersTimeout = options.headersWithinMs ?? headersWithinMs;
  const app = Fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    genReqId: () => randomUUID(),
    forceCloseConnections: "idle",
    return503OnClosing: true,
    trustProxy: options.trustProxy ?? false,
    routerOptions: { maxParamLength: 200 },
    http: { headersTimeout, connectionsCheckingInterval: Math.min(headersTimeout, connectionLookMs) },
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply),
    clientErrorHandler: answerUnreadable,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validator);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(handleError);
  app.decorateRequest("propertyLanguage", undefined);
  keepNothing(app);
  const methodsOf = watchMethods(app);
  app.setNotFoundHandler(({ url }, reply) => {
    const methods = methodsOf(url);
    if (methods.length === 0) return sendProblem(reply, httpProblem("no_route"));
    return sendProblem(reply.header("allow", methods.join(", ")), httpProblem("method_not_allowed"));
  });
  if (options.maxConnections !== undefined) app.server.maxConnections = options.maxConnections;
  refuseUnknownFilters(app);
  requireWindows(app);
  limitAtOnce(app);
  cutSlowBodies(app, options.bodyTimes ?? bodyTimes);
  readJsonAsUtf8(app);
  refuseUnusableText(app);
  nameListsInCursors(app);
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
    const querystring = schema?.querystring;
    // A schema that says what becomes of other names has its reason: what is passed on is judged elsewhere.
    if (schema && querystring instanceof z.ZodObject && querystring.def.catchall === undefined)
      schema.querystring = querystring.strict();
  });
};

/** Nor may one that is given where there are no filters. */
const refuseUnnamedFilters = (app: App): void => {
  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/v1/") && route.config?.allow !== "public" && !route.schema?.querystring)
      route.schema = { ...route.schema, querystring: z.strictObject({}) };
  });
};

/** A door that takes any moment at all takes one that no event can hold: such a route stops the start. */
const requireWindows = (app: App): void => {
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

/**
 * Counts the tokens that were not taken, and answers for the route where too many come from one address. A service only
 * counts: its neighbour is the gateway, whose address is everybody's, and who is told 429 would not renew a token.
 */
const slowerAfterWrongTokens = (
  facesThePublic: boolean,
): ((request: FastifyRequest, reply: FastifyReply) => boolean) => {
  const wrongTokens = countWrongTokens();
  return (request, reply) => {
    if (request.person || request.headers.authorization === undefined) return false;
    const waitSeconds = wrongTokens.count(request.ip, Date.now());
    if (waitSeconds === undefined || !facesThePublic) return false;
    sendProblem(reply.header("retry-after", String(waitSeconds)), {
      ...httpProblem("too_many_requests"),
      facts: { detail: "Too many tokens from here that are wrong or have expired" },
    });
    return true;
  };
};

const requireMay = (person: Person, { allow, group }: FastifyContextConfig): void => {
  requireRole(person, allow === undefined || allow === "public" ? [] : allow);
  if (group) requireGroup(person);
};

/** Knows the person behind every request, and lets nobody past a route that does not name their role or "public". */
export const signIn = (
  app: App,
  { authenticate, facesThePublic }: { authenticate: Authenticate; facesThePublic: boolean },
): void => {
  app.decorateRequest("person", undefined);
  const slowDown = slowerAfterWrongTokens(facesThePublic);
  app.addHook("onRoute", (route) => {
    if (!route.config?.allow)
      throw new Error(`${route.method} ${route.url} does not say who may call it (config.allow)`);
  });
  app.addHook("onRequest", async (request, reply) => {
    const allow = request.routeOptions.config.allow;
    request.person = await authenticate(request.headers.authorization);
    if (slowDown(request, reply)) return reply;
    if (request.is404 || allow === "public") return;
    if (!request.person)
      return sendProblem(reply.header("www-authenticate", "Bearer"), httpProblem("unauthenticated"));
    requireMay(personBehind(request), request.routeOptions.config);
  });
};
