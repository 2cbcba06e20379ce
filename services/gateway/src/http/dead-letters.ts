import type { App } from "@shouwen/service-kit/http";
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

const paths = [
  ["GET", "/v1/dead-letters", "Messages set aside in all services, in groups of alike ones"],
  ["GET", "/v1/dead-letters/messages", "The messages of a group"],
  ["POST", "/v1/dead-letters/retry", "Put messages back in line"],
  ["POST", "/v1/dead-letters/discard", "Give messages up for good"],
  ["GET", "/v1/archive", "What a service said, oldest first"],
  ["POST", "/v1/replays", "Let a service hear events once more"],
] as const;

const described = ([method, , summary]: (typeof paths)[number]) => ({
  [method.toLowerCase()]: {
    summary,
    tags: ["dead letters"],
    parameters: [{ name: "service", in: "query", required: false, schema: schemaOf(which.shape.service) }],
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
  paths: Object.fromEntries(paths.map((path) => [path[1], described(path)])),
};

/** Every service keeps its own dead letters. Here one question goes to all of them, and each one's answer comes back. */
export const deadLetterRoutes = (app: App, ask: Ask): void => {
  for (const [method, url, summary] of paths) {
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
