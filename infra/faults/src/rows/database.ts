import pg from "pg";
import type { FaultEnvironment } from "../fault-environment.ts";
import { until } from "../until.ts";
import { pass, type Row } from "./row.ts";

const asAdmin = async <Result>(
  { stack }: FaultEnvironment,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> => {
  const client = new pg.Client({ connectionString: stack.postgres.url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};

const restart = async (environment: FaultEnvironment, how: "SIGINT" | "SIGQUIT"): Promise<void> => {
  const pid = environment.pidOf("postgres");
  environment.signal("postgres", how);
  await until("PostgreSQL to go", () => environment.pidOf("postgres") !== pid, 60_000);
  await until("PostgreSQL to be back", () => environment.pidOf("postgres") !== undefined, 60_000);
  await environment.untilReady();
};

/** "fast" ends every session in order, "immediate" is a crash with recovery. */
export const restartDatabase: Row = {
  number: 9,
  title: "PostgreSQL restarted, fast and immediate",
  load: { tickets: 40, ratePerSecond: 6 },
  harm: async ({ environment, chance }) => {
    await pass(chance.between(2_000, 4_000));
    await restart(environment, "SIGINT");
    await pass(chance.between(1_000, 4_000));
    await restart(environment, "SIGQUIT");
  },
};

const terminateText = `
select count(pg_terminate_backend(pid)) as count from pg_stat_activity
where pid <> pg_backend_pid() and backend_type = 'client backend' and usename <> 'postgres'`;

/** No session lives longer than a fifth of a second. */
export const terminateSessions: Row = {
  number: 10,
  title: "pg_terminate_backend on every session each 200 ms",
  load: { tickets: 40, ratePerSecond: 6 },
  harm: ({ environment, note }) =>
    asAdmin(environment, async (client) => {
      let ended = 0;
      for (let round = 0; round < 60; round += 1) {
        const { rows } = await client.query<{ count: string }>(terminateText);
        ended += Number(rows[0]?.count ?? 0);
        await pass(200);
      }
      note(`${ended} sessions ended`);
      await environment.untilReady();
    }),
};

const lockedMs = 30_000;

/** Every ticket's row is locked: whoever decides about one waits, and with it the connections of the pool. */
export const exhaust: Row = {
  number: 11,
  title: "pool exhausted, row locks held 30 s, an old snapshot held open",
  load: { tickets: 40, ratePerSecond: 4 },
  harm: ({ environment }) =>
    asAdmin(environment, (snapshot) =>
      asAdmin(environment, async (locks) => {
        await snapshot.query("begin isolation level repeatable read");
        await snapshot.query("select count(*) from routing.outbox");
        await pass(4_000);
        await locks.query("begin");
        await locks.query("select 1 from routing.ticket where closed_at is null for update");
        await locks.query("select 1 from scoring.account for update");
        await pass(lockedMs);
        await locks.query("rollback");
        await pass(4_000);
        await snapshot.query("rollback");
      }),
    ),
};
