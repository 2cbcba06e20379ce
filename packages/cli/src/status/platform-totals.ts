import pg from "pg";

/** How much of each there is, over all properties. What a stack without that service cannot know is missing. */
export type PlatformTotals = Partial<Record<Thing, Record<string, number>>>;

type Thing = "requests" | "tickets" | "callbacks" | "messages" | "ledger";

/** The table of each, and what it is counted by. */
const counted: readonly { thing: Thing; table: string; by: string }[] = [
  { thing: "requests", table: "intake.request", by: "mode" },
  { thing: "tickets", table: "routing.ticket", by: "status" },
  {
    thing: "callbacks",
    table: "callbacks.callback",
    by: "case status when 'completed' then state ->> 'outcome' else status end",
  },
  {
    thing: "messages",
    table: "messaging.message",
    by: "case status when 'refused' then 'refused ' || coalesce(state ->> 'reason', '') else status end",
  },
  {
    thing: "ledger",
    table: "scoring.ledger_entry",
    by: "case when reverses is null then 'posted' else 'reversals' end",
  },
];

/**
 * Counts as the database's admin, so that an operator sees the whole whatever the services are busy with. Counting
 * has no route of its own: only an operator on the machine asks for the whole platform.
 */
export const platformTotals = async (adminUrl: string): Promise<PlatformTotals> => {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const totals: PlatformTotals = {};
    for (const { thing, table, by } of counted) {
      const found = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [
        table,
      ]);
      if (!found.rows[0]?.there) continue;
      const { rows } = await client.query<{ name: string; count: number }>(
        `select ${by} as name, count(*)::int as count from ${table} group by 1 order by 2 desc`,
      );
      totals[thing] = Object.fromEntries(rows.map(({ name, count }) => [name, count]));
    }
    return totals;
  } finally {
    await client.end();
  }
};

/** All of one thing together. */
export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
