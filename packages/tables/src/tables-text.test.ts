import { expect, test } from "vitest";
import { type Field, tablesText } from "./tables-text.ts";

const field = (name: string, type: string, about: Partial<Field> = {}): Field => ({
  name,
  type,
  isList: false,
  isRequired: true,
  ...about,
});

const keptByTheStore = [field("id", "String"), field("version", "BigInt"), field("state", "Json")];

test("a table is its name and columns, and the row that is written without what the store keeps itself", () => {
  const fields = [
    ...keptByTheStore,
    field("propertyId", "String", { dbName: "property_id" }),
    field("dueAt", "DateTime", { dbName: "due_at", isRequired: false, nativeType: ["Timestamptz", ["6"]] }),
    field("teamIds", "String", { dbName: "team_ids", isList: true }),
    field("points", "Decimal", { nativeType: ["Decimal", ["12", "2"]] }),
    field("shard", "Int", { nativeType: ["SmallInt", []] }),
  ];
  expect(tablesText([{ name: "LedgerEntry", dbName: "ledger_entry", fields }])).toBe(
    `// Made from schema.prisma by the build. Change that file.
export type LedgerEntryRow = {
  readonly propertyId: string;
  readonly dueAt: string | null;
  readonly teamIds: readonly string[];
  readonly points: number;
  readonly shard: number;
};

/** Every table that schema.prisma describes: its name and its columns by the field of the row. */
export const tables = {
  ledgerEntry: {
    name: "ledger_entry",
    columns: {
      propertyId: { name: "property_id", type: "text", isNullable: false },
      dueAt: { name: "due_at", type: "timestamptz", isNullable: true },
      teamIds: { name: "team_ids", type: "text[]", isNullable: false },
      points: { name: "points", type: "numeric", isNullable: false },
      shard: { name: "shard", type: "smallint", isNullable: false },
    },
  },
} as const;
`,
  );
});

test("a table by which nobody looks for anything has no columns", () => {
  const text = tablesText([{ name: "Consent", dbName: "consent", fields: keptByTheStore }]);
  expect(text).toContain("export type ConsentRow = Readonly<Record<never, never>>;");
  expect(text).toContain("columns: {},");
});

test("a type of which nobody knows how it is written stops the build and names the field", () => {
  const fields = [field("photo", "Bytes")];
  expect(() => tablesText([{ name: "Place", dbName: null, fields }])).toThrow(/photo.*Bytes/);
});
