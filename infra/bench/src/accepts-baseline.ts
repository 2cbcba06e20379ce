import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { findProgram, runProgram } from "./programs.ts";
import type { Site } from "./site.ts";

/** What the same rows cost without us: transactions a second, and who measured them. */
export type AcceptsBaseline = { readonly perSecond: number; readonly by: string };

// The two rows of a taken request, as intake writes them: same columns, same sizes, same indexes, one statement.
const tables = `
create schema if not exists bench;
create table if not exists bench.request (like intake.request including all);
create table if not exists bench.outbox (like intake.outbox including all);`;

const payload = "x".repeat(900);
const headers = "h".repeat(620);
const data = JSON.stringify({
  words: "w".repeat(220),
  kind: "repair",
  category: "engineering/hvac",
  place: "1203",
});
const answer = JSON.stringify({ requestId: "r".repeat(40), ticketId: "t".repeat(40), duplicates: [] });

const insertText = `
with r as (
  insert into bench.request (id, property_id, profile_id, mode, received_at, contact_kind, data, answer, once_scope, once_key, fingerprint)
  values ('req_' || gen_random_uuid(), 'prp_lakeside', 'pro_' || gen_random_uuid(), 'live', clock_timestamp(), 'phone',
    '${data}'::jsonb, '${answer}'::jsonb, 'stf_lakeside_maya', gen_random_uuid()::text, 'f') returning id
)
insert into bench.outbox (shard, event_id, topic, key, agg_seq, type, payload, headers)
select 3, gen_random_uuid()::text, 'shouwen.request', id, 1, 'request.received.v1', '${payload}', '${headers}' from r`;

/** Inserts the same rows with as many clients, by pgbench where this machine has it, else by a bare loop over `pg`. */
export const measureAcceptsBaseline = async (
  { stack, folder, query }: Site,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<AcceptsBaseline> => {
  await query(tables);
  const pgbench = findProgram("pgbench");
  const measured = pgbench
    ? await withPgbench(pgbench, stack.postgres.url, { folder: folder.path, clients, seconds })
    : await withPg(stack.postgres.url, { clients, seconds });
  await query("truncate bench.request, bench.outbox");
  return measured;
};

const withPgbench = async (
  pgbench: string,
  url: string,
  { folder, clients, seconds }: { folder: string; clients: number; seconds: number },
): Promise<AcceptsBaseline> => {
  const script = join(folder, "accept.sql");
  writeFileSync(script, `${insertText.replaceAll("\n", " ").trim()};\n`);
  const { hostname, port, username, password, pathname } = new URL(url);
  const args = [
    "-n",
    "-M",
    "prepared",
    "-c",
    String(clients),
    "-j",
    "2",
    "-T",
    String(seconds),
    "-f",
    script,
  ];
  const where = ["-h", hostname, "-p", port, "-U", username, pathname.slice(1)];
  const printed = await runProgram(pgbench, [...args, ...where], {
    PGPASSWORD: decodeURIComponent(password),
  });
  const tps = Number(/tps = ([\d.]+)/.exec(printed)?.[1]);
  return { perSecond: tps, by: `pgbench -M prepared -c ${clients}` };
};

const withPg = async (
  url: string,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<AcceptsBaseline> => {
  const pool = new pg.Pool({ connectionString: url, max: clients });
  const until = performance.now() + seconds * 1_000;
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < until) {
        await pool.query({ name: "accept", text: insertText });
        done += 1;
      }
    }),
  );
  await pool.end();
  return { perSecond: done / seconds, by: `a bare loop over pg, ${clients} connections (no pgbench here)` };
};
