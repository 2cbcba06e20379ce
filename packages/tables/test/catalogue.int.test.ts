import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { postgres } from "@shouwen/test-kit/postgres";
import pg from "pg";
import { expect, test } from "vitest";

const services = resolve(import.meta.dirname, "../../../services");
const schemaOf = (service: string) => join(services, service, "prisma/schema.prisma");

const described = readdirSync(services).filter(
  (service) =>
    existsSync(schemaOf(service)) && readFileSync(schemaOf(service), "utf8").includes("shouwen-tables"),
);

type Column = { readonly name: string; readonly type: string; readonly isNullable: boolean };
type Table = { readonly name: string; readonly columns: Readonly<Record<string, Column>> };

const tablesOf = async (service: string): Promise<readonly Table[]> => {
  const { tables } = await import(
    pathToFileURL(join(services, service, "src/store/generated/tables.ts")).href
  );
  return Object.values(tables);
};

const columnsText = `
select attname as name, not attnotnull as "isNullable",
  regexp_replace(replace(replace(format_type(atttypid, atttypmod), 'timestamp with time zone', 'timestamptz'), 'integer', 'int'), '\\(.*\\)', '') as type
from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
  and attname not in ('id', 'version', 'state')
order by attname`;

const byName = (a: Column, b: Column): number => (a.name < b.name ? -1 : 1);

test("there are services that describe their tables", () => {
  expect(described).toContain("routing");
});

test.each(described)(
  "what all migrations of %s have made is what its schema.prisma says",
  async (service) => {
    const database = await postgres([service]);
    const client = new pg.Client({ connectionString: database.adminUrl });
    try {
      await client.connect();
      for (const { name, columns } of await tablesOf(service)) {
        const { rows } = await client.query<Column>(columnsText, [`${service}.${name}`]);
        const wanted = Object.values(columns).map(({ name: column, type, isNullable }) => ({
          name: column,
          isNullable,
          type,
        }));
        expect({ name, columns: rows }).toEqual({ name, columns: wanted.toSorted(byName) });
      }
    } finally {
      await client.end();
      await database.close();
    }
  },
);
