/** A JSON schema as far as it matters here. */
type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

type Operation = {
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
};

export type OpenApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

/** What names somebody. A text that may hold one of these is free text, whatever its pattern says. */
const personal = ["13900007731", "11010519491231002X", "canary@example.com", "尉迟晓月"];

const isFreeText = (schema: Schema): boolean => {
  const isText = [schema.type].flat().includes("string");
  if (!isText || schema.enum || schema.const !== undefined || schema.format) return false;
  const { pattern } = schema;
  return pattern === undefined || personal.some((text) => new RegExp(pattern, "u").test(text));
};

const deepest = 12;

/** Every free text in a schema, by its path: `entries[].about`, `form.*`. */
const textsIn = (document: OpenApiDocument, found: Schema, path: string): string[] => {
  const schema = resolved(document, found);
  if (path.split(".").length > deepest) return [];
  const below = (inner: Schema, step: string) => textsIn(document, inner, step);
  const variants = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((list) => list ?? []);
  const { additionalProperties: rest } = schema;
  return [
    ...(isFreeText(schema) ? [path] : []),
    ...variants.flatMap((variant) => below(variant, path)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
      below(inner, path === "" ? name : `${path}.${name}`),
    ),
    ...(typeof rest === "object" ? below(rest, `${path}.*`) : []),
    ...(schema.items ? below(schema.items, `${path}[]`) : []),
  ];
};

const resolved = (document: OpenApiDocument, schema: Schema): Schema => {
  if (!schema.$ref) return schema;
  const steps = schema.$ref.split("/").slice(1);
  return steps.reduce<unknown>(
    (inside, step) => (inside as Record<string, unknown>)[step],
    document,
  ) as Schema;
};

/** A free-text field of a command: `POST /v1/requests` · `words`. */
export type FreeText = { readonly command: string; readonly field: string };

/** Every free-text field of every command in a document. A body that is no JSON is one field, the file. */
export const freeTextsOf = (document: OpenApiDocument): FreeText[] =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => ["post", "put", "patch", "delete"].includes(method))
      .flatMap(([method, { requestBody }]) => {
        const schemas = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema ?? {});
        const fields = new Set(schemas.flatMap((schema) => textsIn(document, schema, "")));
        return [...fields].map((field) => ({
          command: `${method.toUpperCase()} ${path}`,
          field: field === "" ? "(file)" : field,
        }));
      }),
  );

export type Classified = FreeText & { readonly becomes: string };

const row = /^\| ((?:POST|PUT|PATCH|DELETE) \S+) \| (.+?) \| (.+?) \|$/gm;

/** The rows of the page that says what becomes of each field. */
export const classifiedIn = (page: string): Classified[] =>
  [...page.matchAll(row)].map(([, command = "", field = "", becomes = ""]) => ({ command, field, becomes }));

const matcher = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\*", ".*")}$`);

/** Whether a row of the page is about a field; `*` stands for anything. */
export const isAbout = (classified: FreeText, { command, field }: FreeText): boolean =>
  matcher(classified.command).test(command) && matcher(classified.field).test(field);
