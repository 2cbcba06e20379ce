import type { Site } from "./site.ts";

type Index = { readonly name: string; readonly definition: string };

const indexesText = `
select quote_ident(n.nspname) || '.' || quote_ident(i.relname) as name, pg_get_indexdef(x.indexrelid) as definition
from pg_index x join pg_class i on i.oid = x.indexrelid join pg_namespace n on n.oid = i.relnamespace
where x.indrelid = any($1::regclass[]) and not x.indisunique`;

/** Whoever looks through these tables all the time would look through all of them while they have no index. */
const paused = async (site: Site, services: readonly string[], work: () => Promise<void>): Promise<void> => {
  const pids = services.flatMap((service) => site.pids()[service] ?? []);
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  try {
    await work();
  } finally {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  }
};

/**
 * Lets `fill` put rows by the million into these tables without their indexes, and builds those anew afterwards: a
 * row that finds its place in twenty of them takes twenty times as long. What is unique stays. Indexes built at once are
 * packed closer than grown ones; the same holds for a table that was restored from a backup.
 */
export const withoutIndexes = (
  site: Site,
  tables: readonly string[],
  fill: () => Promise<void>,
): Promise<void> => paused(site, servicesOf(tables), () => refill(site, tables, fill));

const servicesOf = (tables: readonly string[]): string[] => [
  ...new Set(tables.map((table) => table.replace(/\..*/, ""))),
];

const refill = async (
  { query }: Site,
  tables: readonly string[],
  fill: () => Promise<void>,
): Promise<void> => {
  const indexes = await query<Index>(indexesText, [tables]);
  for (const { name } of indexes) await query(`drop index ${name}`);
  try {
    await fill();
  } finally {
    for (const { definition } of indexes)
      await query(`set maintenance_work_mem = '1GB'; ${definition}; reset maintenance_work_mem`);
  }
};
