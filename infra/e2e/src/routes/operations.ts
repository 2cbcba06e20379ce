/** A JSON schema, as far as samples are made of it. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
};

export type Parameter = {
  readonly in: "path" | "query" | "header";
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
};

type Described = {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly security?: readonly unknown[];
  readonly responses?: Readonly<Record<string, { readonly headers?: Readonly<Record<string, unknown>> }>>;
  readonly "x-roles"?: readonly string[];
  readonly "x-group"?: boolean;
};

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
};

/** One route of one service, as its own document describes it. */
export type Operation = {
  readonly service: string;
  readonly url: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** The schema of a JSON body. */
  readonly body: Schema | undefined;
  /** The type of a body that is a file. */
  readonly fileType: string | undefined;
  readonly roles: readonly string[];
  readonly forGroup: boolean;
  readonly isPublic: boolean;
  readonly saysTag: boolean;
  /** What a reference in a schema means. */
  resolve(schema: Schema): Schema;
};

const resolver =
  ({ components }: Document) =>
  (schema: Schema): Schema => {
    const name = schema.$ref?.split("/").at(-1) ?? "";
    return components?.schemas?.[name] ?? schema;
  };

const json = "application/json";

const operationOf = (
  { service, url, document }: { service: string; url: string; document: Document },
  { method, path, described }: { method: string; path: string; described: Described },
): Operation => {
  const content = described.requestBody?.content ?? {};
  return {
    service,
    url,
    method: method.toUpperCase(),
    path,
    parameters: described.parameters ?? [],
    body: content[json]?.schema,
    fileType: Object.keys(content).find((type) => type !== json),
    roles: described["x-roles"] ?? [],
    forGroup: described["x-group"] ?? false,
    isPublic: described.security?.length === 0,
    saysTag: Object.values(described.responses ?? {}).some(({ headers }) => headers?.ETag !== undefined),
    resolve: resolver(document),
  };
};

/** Every route that a service's OpenAPI document names. */
export const operationsOf = async (service: string, url: string): Promise<Operation[]> => {
  const answer = await fetch(`${url}/openapi.json`);
  const document = (await answer.json()) as Document;
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, described]) =>
      operationOf({ service, url, document }, { method, path, described }),
    ),
  );
};

/** As people name a route. */
export const nameOf = ({ service, method, path }: Operation): string => `${service} ${method} ${path}`;
