import type { App } from "@shouwen/service-kit/http";
import { archiveQuestion, references, replay } from "@shouwen/service-kit/replay-routes";
import { act, retry, selection } from "@shouwen/service-kit/system-routes";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { OpenApi } from "../domain/merge-openapi.ts";
import { serviceNames } from "../domain/resources.ts";
import type { Ask } from "../upstreams/ask.ts";

const which = z.object({
  service: z.enum(serviceNames).optional().describe("Only this service; all of them otherwise"),
});
const answer = z.object({
  services: z.array(z.looseObject({ service: z.string(), status: z.int() })),
});

type Path = {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly summary: string;
  readonly filters?: z.ZodObject;
  readonly body?: z.ZodObject;
};

/** The services check what they are sent; here it is only described. */
const paths: readonly Path[] = [
  {
    method: "GET",
    url: "/v1/dead-letters",
    summary: "Messages set aside in all services, in groups of alike ones",
  },
  {
    method: "GET",
    url: "/v1/dead-letters/messages",
    summary: "The messages of a group",
    filters: selection,
  },
  { method: "POST", url: "/v1/dead-letters/retry", summary: "Put messages back in line", body: retry },
  { method: "POST", url: "/v1/dead-letters/discard", summary: "Give messages up for good", body: act },
  {
    method: "GET",
    url: "/v1/archive",
    summary: "What a service said, oldest first",
    filters: archiveQuestion,
  },
  {
    method: "POST",
    url: "/v1/archive/events",
    summary: "Events that a service said, by their ids",
    body: z.object({ events: references }),
  },
  { method: "POST", url: "/v1/replays", summary: "Let a service hear events once more", body: replay },
];

const parametersOf = (filters: z.ZodObject) => {
  const { properties = {}, required = [] } = schemaOf(filters);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
};

const described = ({ method, summary, filters, body }: Path) => ({
  [method.toLowerCase()]: {
    summary,
    tags: ["dead letters"],
    "x-roles": ["admin"],
    "x-group": true,
    parameters: [which, ...(filters ? [filters] : [])].flatMap(parametersOf),
    ...(body
      ? { requestBody: { required: true, content: { "application/json": { schema: schemaOf(body) } } } }
      : {}),
    responses: {
      200: {
        description: "One answer per service",
        content: { "application/json": { schema: schemaOf(answer) } },
      },
    },
  },
});

const schemaOf = (schema: z.ZodType) => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
};

/** These routes as an OpenAPI document. */
export const deadLetterApi: OpenApi = {
  paths: Object.fromEntries(paths.map((path) => [path.url, described(path)])),
};

/** Every service keeps its own dead letters. Here one question goes to all of them, and each one's answer comes back. */
export const deadLetterRoutes = (app: App, ask: Ask): void => {
  for (const { method, url, summary } of paths) {
    app.route({
      method,
      url,
      config: { allow: ["admin"], group: true },
      schema: { summary, tags: ["dead letters"], querystring: which.loose(), response: { 200: answer } },
      handler: async (request) => {
        const { service } = request.query as z.output<typeof which>;
        const asked = service ? [service] : serviceNames;
        return { services: await Promise.all(asked.map((name) => askOne({ ask, method }, name, request))) };
      },
    });
  }
};

const askOne = async (
  { ask, method }: { ask: Ask; method: "GET" | "POST" },
  service: string,
  request: FastifyRequest,
): Promise<{ service: string; status: number }> => {
  const { authorization } = request.headers;
  const path = withoutService(request.url);
  const told = await ask({
    service,
    path,
    authorization,
    method,
    body: method === "POST" ? request.body : undefined,
  }).catch(() => ({ status: 503, body: { title: "The service cannot be reached" } }));
  return { ...(told.body as object | undefined), service, status: told.status };
};

const withoutService = (url: string): string => {
  const [path = "", query = ""] = url.split("?");
  const rest = new URLSearchParams(query);
  rest.delete("service");
  return rest.size > 0 ? `${path}?${rest}` : path;
};
