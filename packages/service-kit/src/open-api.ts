import swagger from "@fastify/swagger";
import type { FastifySchema, RouteOptions } from "fastify";
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from "fastify-type-provider-zod";
import type { App } from "./app.ts";

/** What every refusal looks like (RFC 9457). */
const problemSchema = {
  type: "object",
  description:
    "A problem document (RFC 9457). `type` is stable; `title` is in the language of `Accept-Language` (zh-CN, en); `errors` names each field that breaks its schema. infra/docs/problems.md says what to do about each.",
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

type Described = ReturnType<typeof toJsonSchema>;
type Headers = { readonly properties?: Readonly<Record<string, object>> } | undefined;

const idempotencyKey = {
  type: "string",
  minLength: 1,
  maxLength: 200,
  description: "A name of your own for this command: a repeat under the same name is carried out once",
} as const;

const ifMatch = {
  type: "string",
  description: 'The ETag that you read, such as "3": refused with 412 when it has changed since; * for any',
} as const;

const etag = {
  type: "string",
  description: "The version that this answer shows; give it back as If-Match",
} as const;

const file = {
  type: "string",
  description:
    "The file itself, as a stream: the first line names the columns (CSV), or a JSON object a line (NDJSON)",
} as const;

/** The headers of a route beyond its own: a command's key, and the version on which it insists. */
const headersOf = (route: RouteOptions, own: Headers): object => {
  const isCommand = ![route.method].flat().some((method) => method === "GET" || method === "HEAD");
  const isProvider = own?.properties?.["x-provider-key"] !== undefined;
  return {
    ...own?.properties,
    ...(isCommand && !isProvider ? { "idempotency-key": idempotencyKey } : {}),
    ...(isCommand && route.config?.versioned ? { "if-match": ifMatch } : {}),
  };
};

const withTag = (response: unknown): unknown =>
  Object.fromEntries(
    Object.entries((response ?? {}) as Record<string, object>).map(([status, one]) => [
      status,
      status.startsWith("2") ? { ...one, headers: { ETag: etag } } : one,
    ]),
  );

/** Who may call a route: `x-roles` and the admin, and with `x-group` only people of the whole group. */
const whoMay = (config: RouteOptions["config"]): object => {
  if (config?.allow === "public") return { security: [] };
  return { "x-roles": config?.allow ?? [], ...(config?.group ? { "x-group": true } : {}) };
};

const nameSchemas = createJsonSchemaTransformObject({});

/** Schemas that have a name are described once, under it; those that no route of this service refers to are left out. */
const withNamedSchemas: typeof nameSchemas = (described) => {
  const document = nameSchemas(described) as { paths?: object; components?: { schemas?: object } };
  const schemas = { ...document.components?.schemas } as Record<string, unknown>;
  const used = new Set<string>();
  const addNamesIn = (text: string): void => {
    for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      addNamesIn(JSON.stringify(schemas[name]) ?? "");
    }
  };
  addNamesIn(JSON.stringify(document.paths));
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  const components = { ...document.components, schemas: Object.fromEntries(kept) };
  return { ...document, components } as ReturnType<typeof nameSchemas>;
};

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A name for an operation that has none of its own: `POST /v1/tickets/{ticketId}/links` is `postTicketsByTicketIdLinks`. */
const operationIdOf = (method: string, url: string): string => {
  const parts = url.split("/").filter((part) => part !== "" && part !== "v1");
  const words = parts.map((part) => (part.startsWith(":") ? `By${capitalized(part.slice(1))}` : part));
  return (
    method.toLowerCase() +
    words
      .map((word) =>
        word
          .split(/[^A-Za-z0-9]+/)
          .map(capitalized)
          .join(""),
      )
      .join("")
  );
};

const refusal = {
  "4XX": {
    description: "Refused: a problem document",
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  },
} as const;

/** What the kit does for a route is described here, so that no route has to say it again. */
const completed = (route: RouteOptions, { schema, url }: Described): Described => {
  if (!schema || "hide" in schema) return { schema, url };
  const { response, ...rest } = schema as FastifySchema & { headers?: Headers; response?: unknown };
  const properties = headersOf(route, rest.headers);
  const [method = "GET"] = [route.method].flat();
  const answers = route.config?.versioned ? withTag(response) : response;
  const whole = {
    operationId: operationIdOf(method, url),
    ...rest,
    ...whoMay(route.config),
    ...(Object.keys(properties).length > 0 ? { headers: { type: "object", properties } } : {}),
    ...(route.config?.takesFiles ? { body: file } : {}),
    response: { ...(answers as object | undefined), ...refusal },
  };
  return { schema: whole as FastifySchema, url };
};

/** OpenAPI 3.1 at `/openapi.json`, from the schemas of the routes that are added afterwards. */
export const describeApi = async (
  app: App,
  about: { service: string; description: string },
): Promise<void> => {
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
    transform: (described) => completed(described.route, toJsonSchema(described)),
    transformObject: withNamedSchemas,
  });
  app.get("/openapi.json", { config: { allow: "public" }, schema: { hide: true } }, () => app.swagger());
};

declare module "fastify" {
  interface FastifyContextConfig {
    /** It answers with the version as ETag, and a command insists on one by If-Match. */
    versioned?: boolean;
  }
}
