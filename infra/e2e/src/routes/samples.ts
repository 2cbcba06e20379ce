import type { Operation, Schema } from "./operations.ts";

/** Values that are known to name something, by the field's name: `ticketId`, `propertyId`. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

/** Which of a schema's possibilities are taken. */
export type Sampling = {
  readonly known: Known;
  /** Optional fields as well. */
  readonly whole: boolean;
  readonly resolve: (schema: Schema) => Schema;
};

const deepest = 6;

const textOf = ({ format, pattern, minLength = 0 }: Schema): string => {
  if (format === "date-time") return new Date(Date.now() + 3_600_000).toISOString();
  if (format === "date") return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  if (format === "time") return "08:00";
  if (format === "uuid") return crypto.randomUUID();
  if (format === "email") return "somebody@example.com";
  if (format === "uri") return "https://example.com/";
  const prefix = /^\^\(?([a-z]{3})\b.*_/.exec(pattern ?? "")?.[1];
  if (prefix !== undefined) return `${prefix}_sample`;
  if (pattern?.includes("[A-Z]{2}")) return "CN";
  return "sample".padEnd(minLength, "x");
};

const numberOf = ({ minimum, exclusiveMinimum }: Schema): number =>
  minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : (exclusiveMinimum ?? 0) + 1;

const typeOf = ({ type }: Schema): string | undefined =>
  typeof type === "string" ? type : type?.find((one) => one !== "null");

const objectOf = (schema: Schema, sampling: Sampling, depth: number): Record<string, unknown> => {
  const required = new Set(schema.required);
  return Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([name]) => required.has(name) || sampling.whole)
      .map(([name, inner]) => [name, fieldOf(name, inner, { sampling, depth })]),
  );
};

const fieldOf = (
  name: string,
  schema: Schema,
  { sampling, depth }: { sampling: Sampling; depth: number },
): unknown => {
  const [known] = Object.hasOwn(sampling.known, name) ? (sampling.known[name] ?? []) : [];
  return known ?? sampleOf(schema, sampling, depth + 1);
};

const formOf = ({ anyOf, oneOf, allOf }: Schema): Schema | undefined =>
  [...(anyOf ?? oneOf ?? allOf ?? [])].find((form) => form.type !== "null");

/** A value that a schema allows, as far as that can be told from it. */
const sampleOf = (given: Schema, sampling: Sampling, depth = 0): unknown => {
  const schema = sampling.resolve(given);
  if (depth > deepest) return null;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const form = formOf(schema);
  if (form) return sampleOf(form, sampling, depth + 1);
  switch (typeOf(schema)) {
    case "object":
      return objectOf(schema, sampling, depth);
    case "array":
      return schema.items && (schema.minItems || sampling.whole)
        ? [sampleOf(schema.items, sampling, depth + 1)]
        : [];
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return numberOf(schema);
    case "boolean":
      return true;
    default:
      return null;
  }
};

/** A request as it goes out. */
export type Sent = {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or what stands in its place. */
  readonly body: string | undefined;
};

/** A request that fits the description of a route, with what it needs or with all that it takes. */
export const requestFor = (operation: Operation, known: Known, whole: boolean): Sent => {
  const sampling = { known, whole, resolve: operation.resolve };
  const of = (where: string, all: boolean) =>
    Object.fromEntries(
      operation.parameters
        .filter((one) => one.in === where && (all || one.required))
        .map(({ name, schema }) => [name, String(fieldOf(name, schema, { sampling, depth: 0 }))]),
    );
  const body = operation.body && JSON.stringify(sampleOf(operation.body, sampling));
  return {
    path: of("path", true),
    query: of("query", whole && operation.method === "GET"),
    headers: {},
    body: operation.fileType === undefined ? body : "line,text\n1,sample\n",
  };
};

/** The address of a request. Values of `raw` are written as they are. */
export const addressOf = ({ url, path: template }: Operation, { path, query }: Sent): string => {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => path[name] ?? "sample");
  const filters = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${value}`);
  return `${url}${filled}${filters.length > 0 ? `?${filters.join("&")}` : ""}`;
};
