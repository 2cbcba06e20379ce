import { serviceOf } from "./resources.ts";

type Json = Readonly<Record<string, unknown>>;

/** An OpenAPI document as a service gives it out; the parts that are merged. */
export type OpenApi = {
  readonly info?: { readonly title?: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Json>>;
  readonly components?: { readonly schemas?: Json };
};

export type ServiceDocument = { readonly service: string; readonly document: OpenApi };

const operations = new Set(["get", "put", "post", "delete", "patch", "head", "options"]);

/**
 * One document of all services: their paths as the gateway passes them on, each operation tagged by its service, and
 * their schemas under names that begin with it. `own` is what the gateway answers itself.
 */
export const mergeOpenApi = (documents: readonly ServiceDocument[], own: OpenApi): Json => {
  const shared = sharedNames(documents);
  const mine = documents.map((one) => ({ ...one, document: named(one, shared) }));
  const paths = mine.flatMap(({ service, document }) => pathsOf(service, document));
  const ownPaths = Object.entries(own.paths ?? {}).map(
    ([path, item]) => [path, tagged("gateway", item)] as const,
  );
  return {
    openapi: "3.1.0",
    info: {
      title: "Shouwen · 首问",
      version: "1",
      description:
        "All services behind one origin. Sign in with a bearer token, or with the session of a browser. Errors are problem documents (RFC 9457) with stable codes.",
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }],
    tags: tagsOf(documents),
    paths: Object.fromEntries([...paths, ...ownPaths].toSorted(([a], [b]) => a.localeCompare(b))),
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: Object.assign(
        {},
        ...mine.map(({ document }) => document.components?.schemas),
        own.components?.schemas,
      ),
    },
  };
};

const tagsOf = (documents: readonly ServiceDocument[]) => [
  ...documents.map(({ service, document }) => ({
    name: service,
    description: document.info?.description ?? "",
  })),
  { name: "gateway", description: "What concerns all services" },
];

/** The paths of a service that are passed on to it; its health and its dead letters are its own affair. */
const pathsOf = (service: string, { paths = {} }: OpenApi) =>
  Object.entries(paths)
    .filter(([path]) => serviceOf(path) === service)
    .map(([path, item]) => [path, tagged(service, item)] as const);

const tagged = (service: string, item: Json): Json =>
  Object.fromEntries(
    Object.entries(item).map(([method, operation]) =>
      operations.has(method) ? [method, tagOperation(service, operation as Json)] : [method, operation],
    ),
  );

const tagOperation = (service: string, operation: Json): Json => {
  const { tags, ...rest } = operation;
  const [topic] = Array.isArray(tags) ? tags : [];
  return { ...rest, tags: [service], ...(topic === undefined ? {} : { "x-topic": topic }) };
};

const schemaReference = "#/components/schemas/";

/** Names under which every service that uses them means the same thing: they need no prefix. */
const sharedNames = (documents: readonly ServiceDocument[]): ReadonlySet<string> => {
  const all = documents.flatMap(({ document }) => Object.entries(document.components?.schemas ?? {}));
  const meanings = Map.groupBy(all, ([name]) => name);
  const isShared = (entries: readonly [string, unknown][]) =>
    new Set(entries.map(([, schema]) => JSON.stringify(schema))).size === 1 &&
    !JSON.stringify(entries).includes("$ref");
  return new Set([...meanings].filter(([, entries]) => isShared(entries)).map(([name]) => name));
};

/** Two services may call different things by one name; then each one's gets the service's name in front. */
const named = ({ service, document }: ServiceDocument, shared: ReadonlySet<string>): OpenApi => {
  const schemas = Object.entries(document.components?.schemas ?? {});
  const nameOf = (name: string) => (shared.has(name) ? name : `${service}.${name}`);
  const rename = (text: string) =>
    text.replaceAll(
      /"#\/components\/schemas\/([^"]+)"/g,
      (_all, name: string) => `"${schemaReference}${nameOf(name)}"`,
    );
  const renamed = JSON.parse(rename(JSON.stringify({ ...document, components: {} }))) as OpenApi;
  const renamedSchemas = JSON.parse(rename(JSON.stringify(schemas))) as typeof schemas;
  return {
    ...renamed,
    components: {
      schemas: Object.fromEntries(renamedSchemas.map(([name, schema]) => [nameOf(name), schema])),
    },
  };
};
