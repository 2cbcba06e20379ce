import type { Database } from "@shouwen/event-bus/database";
import { columns } from "@shouwen/event-bus/saving";
import { importsAtOnce, mostAtOnce } from "@shouwen/service-kit/import-limits";
import type pg from "pg";
import type { ImportOrder, ImportRun, Tally } from "../domain/importing.ts";
import { importIdTaken, importSentAgain } from "../domain/rejections.ts";

const keptErrors = 10_000;
const silentMs = 60_000;

const beginText = `
with begun as (
  insert into import (id, property_id, mapping, name, mode, status, attempt, started_by)
  values ($1, $2, $3, $4, $5, 'running', 1, $6)
  on conflict (id) do update set status = 'running', reason = null, attempt = import.attempt + 1, total = 0, accepted = 0,
    repeated = 0, rejected = 0, updated_at = clock_timestamp(), finished_at = null
    where (import.property_id, import.mapping, import.mode) = (excluded.property_id, excluded.mapping, excluded.mode)
  returning attempt
), cleared as (
  delete from import_error where import_id = $1 and exists (select 1 from begun)
)
select attempt from begun`;

const saveText = `
update import set total = $3, accepted = $4, repeated = $5, rejected = $6, status = $7, reason = $8,
  updated_at = clock_timestamp(), finished_at = case when $7 = 'running' then null else clock_timestamp() end
where id = $1 and attempt = $2`;

const errorsText = `
insert into import_error (import_id, line, field, property_id, message)
select $1, e.line, e.field, $2, e.message from unnest($3::int[], $4::text[], $5::text[]) as e(line, field, message)
on conflict do nothing`;

/** Files of which nothing is heard any more do not count. */
const othersText = `
select count(*) as others from import
where property_id = $1 and id <> $2 and status = 'running'
  and updated_at >= clock_timestamp() - $3 * interval '1 millisecond'`;

/**
 * Begins a sending of a file. Throws a rejection when the id belongs to another import, or when two other files are
 * under way into the property: counted in turn, whichever copy of the service they reach.
 */
export const beginImport = async (database: Database, order: ImportOrder): Promise<ImportRun> => {
  const { importId, propertyId, mapping, name, mode, startedBy } = order;
  const row = await inTurn(database, `import ${propertyId}`, async (client) => {
    const { rows } = await client.query<{ others: number }>(othersText, [propertyId, importId, silentMs]);
    if ((rows[0]?.others ?? 0) >= mostAtOnce) throw importsAtOnce({ most: mostAtOnce });
    const values = [importId, propertyId, mapping, name, mode, startedBy];
    return (await client.query<{ attempt: number }>(beginText, values)).rows[0];
  });
  if (!row) throw importIdTaken();
  let errorsKept = 0;
  const write = async (tally: Tally, status: string, reason: string | null) => {
    const { total, accepted, repeated, rejected } = tally;
    const values = [importId, row.attempt, total, accepted, repeated, rejected, status, reason];
    const { rowCount } = await database.query(saveText, values);
    if (rowCount === 0) throw importSentAgain();
  };
  return {
    save: (tally) => write(tally, "running", null),
    end: (tally, { status, reason }) => write(tally, status, reason),
    addErrors: async (errors) => {
      const kept = errors.slice(0, keptErrors - errorsKept);
      if (kept.length === 0) return;
      errorsKept += kept.length;
      await database.query(errorsText, [
        importId,
        propertyId,
        ...columns(kept, ["line", "field", "message"]),
      ]);
    },
  };
};

/** Does something while nobody else does it under the same name. */
const inTurn = async <Result>(
  database: Database,
  name: string,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> => {
  const client = await database.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [name]);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
};

/** Marks imports as broken off of which nothing was heard for a minute: their process or their sender is gone. */
export const endSilentImports = async (database: Database): Promise<void> => {
  await database.query(
    `update import set status = 'failed', reason = 'broken_off', finished_at = clock_timestamp()
     where status = 'running' and updated_at < clock_timestamp() - $1 * interval '1 millisecond'`,
    [silentMs],
  );
};
