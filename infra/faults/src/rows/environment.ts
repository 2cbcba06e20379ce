import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepareProperty } from "@shouwen/cli/import/prepare-import";
import { sendFile } from "@shouwen/cli/import/send-file";
import { createClient } from "@shouwen/cli/platform/http-client";
import { nodeSettings } from "@shouwen/cli/stack/service-env";
import pg from "pg";
import type { FaultEnvironment } from "../fault-environment.ts";
import { servicesWithData } from "../invariants/evidence.ts";
import { pass, type Row, type Scene } from "./row.ts";

/** Gives a process's next life other options of Node, besides its usual ones. */
const withNodeOption = (environment: FaultEnvironment, option: string): Record<string, string> => ({
  NODE_OPTIONS: `${nodeSettings(environment.folder).NODE_OPTIONS} ${option}`,
});

const restartWith = async (
  { environment }: Scene,
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> => {
  const pid = environment.pidOf(name);
  environment.armNextLife(name, variables);
  await environment.untilReplaced(name, pid);
};

const onDatabase = async <Row extends object>(
  { stack }: FaultEnvironment,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: stack.postgres.url });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
};

const shiftMs = 600_000;
const skewedForMs = 40_000;
const mayDifferMs = 60_000;

const shifts: Readonly<Record<string, number>> = {
  intake: shiftMs,
  routing: -shiftMs,
  callbacks: shiftMs,
  messaging: -shiftMs,
  scoring: shiftMs,
  profiles: -shiftMs,
  workforce: shiftMs,
};

const skewed = new WeakMap<FaultEnvironment, string>();

/** Half of the services live ten minutes ahead, half of them ten minutes behind. Nobody may see it in what they decide. */
export const shiftClocks: Row = {
  number: 24,
  title: "every service's own clock 10 min off",
  load: { tickets: 40, ratePerSecond: 2 },
  harm: async (scene) => {
    const { environment } = scene;
    const [{ now } = { now: "" }] = await onDatabase<{ now: string }>(
      environment,
      "select now()::text as now",
    );
    skewed.set(environment, now);
    const shim = withNodeOption(
      environment,
      `--import=${join(import.meta.dirname, "..", "clock-shift.mjs")}`,
    );
    await Promise.all(
      Object.entries(shifts).map(([name, ms]) =>
        restartWith(scene, name, { ...shim, CLOCK_SHIFT_MS: String(ms) }),
      ),
    );
    await pass(skewedForMs);
    await Promise.all(Object.keys(shifts).map((name) => restartWith(scene, name, {})));
  },
  check: async ({ environment, note }) => {
    const parts = servicesWithData.map(
      (service) => `
        select '${service}' as service, type, headers::jsonb->>'ce_time' as said, created_at
        from ${service}.event_archive where created_at >= $1 and topic not like '%.dlq'`,
    );
    const rows = await onDatabase<{ service: string; type: string; events: string; off: string }>(
      environment,
      `select service, type, count(*) as events,
         count(*) filter (where abs(extract(epoch from said::timestamptz - created_at)) * 1000 > ${mayDifferMs}) as off
       from (${parts.join(" union all ")}) s group by 1, 2`,
      [skewed.get(environment)],
    );
    const total = rows.reduce((sum, { events }) => sum + Number(events), 0);
    note(`${total} events said while clocks were off`);
    return rows
      .filter(({ off }) => Number(off) > 0)
      .map(({ service, type, off, events }) => `${off} of ${events} ${type} of ${service} bear a wrong time`);
  },
};

const importedRows = 6_000;
const heapMb = 128;
const importWithinMs = 240_000;

/** Rows of the past, with a kilobyte and a half of words each. */
const writeRows = (file: string, mark: string): void => {
  const words = "空调不制冷，房间很热，麻烦尽快派人来看看。".repeat(24);
  writeFileSync(file, "external_id,kind,category,occurred_at,closed_at,words,place\n");
  for (let row = 1; row <= importedRows; row += 1)
    appendFileSync(
      file,
      `${mark}-${row},repair,engineering/hvac,2026-10-01T08:00:00+08:00,2026-10-01T09:00:00+08:00,${words},${row}\n`,
    );
};

/** Records of the past go into a property of their own. */
const pastProperty = {
  name: "shouwen",
  mode: "either" as const,
  formats: ["csv"],
  property: {
    propertyId: "prp_past",
    name: "过去的记录",
    nameEn: "Past records",
    timeZone: "Asia/Shanghai",
    language: "zh-CN",
    countryCode: "CN",
    purpose: "history",
  },
};

/** Imports the rows straight into intake. Answers what it says of them. */
const importRows = async (
  { stack }: FaultEnvironment,
  file: string,
): Promise<{ status: number; body: unknown }> => {
  const token = stack.tokens.admin ?? "";
  const client = createClient({ ...stack, patienceMs: importWithinMs, atOnce: 1 });
  const options = { file, mapping: pastProperty.name };
  const propertyId = await prepareProperty((call) => client({ ...call, token }), options, pastProperty);
  const query = new URLSearchParams({ mapping: pastProperty.name, propertyId, history: "true" });
  const url = `${stack.services.intake}/v1/imports?${query}`;
  return sendFile({ url, token, file, contentType: "text/csv" });
};

/** A small heap, and a file of many times its size when it is parsed: it is read as it comes, or intake dies of it. */
export const starveIntake: Row = {
  number: 25,
  title: "--max-old-space-size=128 for intake under an import",
  load: { tickets: 40, ratePerSecond: 2 },
  harm: async (scene) => {
    const { environment, chance, note } = scene;
    await restartWith(scene, "intake", withNodeOption(environment, `--max-old-space-size=${heapMb}`));
    const pid = environment.pidOf("intake");
    const file = join(environment.folder.path, "rows.csv");
    writeRows(file, `starve-${chance.between(1, 1_000_000)}`);
    const began = performance.now();
    const { status, body } = await importRows(environment, file);
    rmSync(file);
    const { accepted = 0 } = (body ?? {}) as { accepted?: number };
    note(`${accepted} of ${importedRows} rows taken in ${Math.round((performance.now() - began) / 1_000)} s`);
    if (environment.pidOf("intake") !== pid) throw new Error("intake died of the import");
    if (accepted !== importedRows) throw new Error(`${status}: ${JSON.stringify(body).slice(0, 300)}`);
    await restartWith(scene, "intake", {});
  },
};
