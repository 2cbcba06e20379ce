/** A column as Prisma's data model describes it. */
export type Field = {
  readonly name: string;
  readonly type: string;
  readonly isList: boolean;
  readonly isRequired: boolean;
  readonly dbName?: string | null;
  /** Such as ["Timestamptz", ["6"]]. */
  readonly nativeType?: readonly [string, readonly string[]] | null;
};

/** A table as Prisma's data model describes it. */
export type Model = {
  readonly name: string;
  readonly dbName: string | null;
  readonly fields: readonly Field[];
};

type Type = { readonly sql: string; readonly typescript: string };

/** As a value travels in JSON: a moment is text, a count a number. */
const types: Readonly<Record<string, Type>> = {
  String: { sql: "text", typescript: "string" },
  Int: { sql: "int", typescript: "number" },
  SmallInt: { sql: "smallint", typescript: "number" },
  BigInt: { sql: "bigint", typescript: "number" },
  Decimal: { sql: "numeric", typescript: "number" },
  Boolean: { sql: "boolean", typescript: "boolean" },
  Timestamptz: { sql: "timestamptz", typescript: "string" },
  Date: { sql: "date", typescript: "string" },
  Json: { sql: "jsonb", typescript: "unknown" },
};

const typeOf = (field: Field): Type => {
  const type = types[field.nativeType?.[0] ?? field.type] ?? types[field.type];
  if (!type) throw new TypeError(`${field.name}: no SQL type is known for ${field.type}`);
  return field.isList
    ? { sql: `${type.sql}[]`, typescript: `readonly ${type.typescript}[]` }
    : { ...type, typescript: field.isRequired ? type.typescript : `${type.typescript} | null` };
};

/** The store keeps these itself. */
const kept = new Set(["id", "version", "state"]);

const rowText = ({ name, fields }: Model): string => {
  const own = fields.filter((field) => !kept.has(field.name));
  if (own.length === 0) return `export type ${name}Row = Readonly<Record<never, never>>;`;
  const lines = own.map((field) => `  readonly ${field.name}: ${typeOf(field).typescript};`);
  return [`export type ${name}Row = {`, ...lines, "};"].join("\n");
};

const tableText = (model: Model): string => {
  const own = model.fields.filter((field) => !kept.has(field.name));
  const columns = own.map(
    (field) =>
      `      ${field.name}: { name: "${field.dbName ?? field.name}", type: "${typeOf(field).sql}", isNullable: ${!field.isRequired} },`,
  );
  const key = model.name.charAt(0).toLowerCase() + model.name.slice(1);
  return [
    `  ${key}: {`,
    `    name: "${model.dbName ?? model.name}",`,
    ...(columns.length === 0 ? ["    columns: {},"] : ["    columns: {", ...columns, "    },"]),
    "  },",
  ].join("\n");
};

/** The tables of a service as TypeScript: name, columns and the row that is written. Throws on a type that it does not know. */
export const tablesText = (models: readonly Model[]): string =>
  [
    "// Made from schema.prisma by the build. Change that file.",
    ...models.map(rowText),
    "",
    "/** Every table that schema.prisma describes: its name and its columns by the field of the row. */",
    "export const tables = {",
    ...models.map(tableText),
    "} as const;",
    "",
  ].join("\n");
