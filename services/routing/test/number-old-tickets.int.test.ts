import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kitFolders } from "@shouwen/postgres/migration";
import { postgres } from "@shouwen/test-kit/postgres";
import pg from "pg";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../prisma/migrations");
const names = readdirSync(folder).filter((name) => /^\d/.test(name));
const before = names.filter((name) => name < "20261130124500_ticket_numbers");
const after = names.filter((name) => name >= "20261130124500_ticket_numbers");

/** The migrations as they were before tickets were counted. */
const oldFolder = (): string => {
  const old = mkdtempSync(join(tmpdir(), "shouwen-old-"));
  for (const name of before) {
    mkdirSync(join(old, name));
    cpSync(join(folder, name), join(old, name), { recursive: true });
  }
  return old;
};

const insertText = `
insert into ticket (id, version, state, property_id, status, mode, kind, category, priority, priority_rank, no_handler_told,
  breached, received_at, opened_at)
values ($1, 1, $2, $3, 'queued', 'live', 'repair', 'other', 'normal', 2, false, false, $4, $4)`;

test("tickets of before get their numbers in the order in which they came, in the years of their property", async () => {
  const database = await postgres(["routing"], { migrations: { routing: [...kitFolders, oldFolder()] } });
  const { machine, owner, people } = database.services.routing as {
    machine: string;
    owner: string;
    people: string;
  };
  const [writer, migrator, reader] = [machine, owner, people].map(
    (connectionString) => new pg.Client({ connectionString }),
  ) as [pg.Client, pg.Client, pg.Client];
  await Promise.all([writer.connect(), migrator.connect(), reader.connect()]);
  try {
    await writer.query(
      `insert into known_state (topic, id, agg_seq, property_id, state)
       values ('shouwen.property_state', 'prp_lakeside', 1, 'prp_lakeside', '{"timeZone": "Asia/Shanghai"}')`,
    );
    const old = [
      ["tic_b", "prp_lakeside", "2025-12-31T15:00:00Z"],
      ["tic_a", "prp_lakeside", "2025-12-31T17:00:00Z"],
      ["tic_d", "prp_lakeside", "2026-02-01T00:00:00Z"],
      ["tic_c", "prp_unheard_of", "2025-12-31T17:00:00Z"],
    ];
    for (const [id, propertyId, at] of old)
      await writer.query(insertText, [
        id,
        { ticketId: id, summary: "水龙头漏水", place: "1203" },
        propertyId,
        at,
      ]);
    for (const name of after) await migrator.query(readFileSync(join(folder, name, "migration.sql"), "utf8"));

    const numbered = await writer.query(
      "select id, number, state ->> 'number' as said from ticket order by id",
    );
    expect(numbered.rows).toEqual([
      { id: "tic_a", number: "S26-0001", said: "S26-0001" },
      { id: "tic_b", number: "S25-0001", said: "S25-0001" },
      { id: "tic_c", number: "S25-0001", said: "S25-0001" },
      { id: "tic_d", number: "S26-0002", said: "S26-0002" },
    ]);
    const counts = await writer.query(
      "select property_id, year, last::int from ticket_count order by property_id, year",
    );
    expect(counts.rows).toEqual([
      { property_id: "prp_lakeside", year: "25", last: 1 },
      { property_id: "prp_lakeside", year: "26", last: 2 },
      { property_id: "prp_unheard_of", year: "25", last: 1 },
    ]);
    await reader.query("select set_config('shouwen.properties', 'prp_lakeside', false)");
    const found = await reader.query(
      `select id from find_tickets('{"words": ["漏水"], "order": "received", "limit": 9}')`,
    );
    expect(found.rows.map(({ id }) => id)).toEqual(["tic_d", "tic_a", "tic_b"]);
  } finally {
    await Promise.all([writer.end(), migrator.end(), reader.end()]);
    await database.close();
  }
});
