import { setTimeout as delay } from "node:timers/promises";
import { chanceOf } from "@shouwen/cli/demo/chance";
import { askReplicas, byService } from "@shouwen/cli/status/service-status";
import pg from "pg";
import type { FaultEnvironment } from "./fault-environment.ts";
import { judge } from "./invariants/judge.ts";
import type { Journal } from "./journal.ts";
import type { LoadGenerator } from "./load.ts";
import type { Row, Scene } from "./rows/row.ts";
import { until } from "./until.ts";

/** What came of one row with one seed. */
export type RunResult = {
  readonly row: number;
  readonly title: string;
  readonly seed: number;
  readonly requests: number;
  readonly lost: number;
  readonly doubled: number;
  readonly disordered: number;
  readonly wrong: number;
  /** Events that were sent more than once, and did no harm. */
  readonly repeats: number;
  /** From the end of the harm until nothing lagged behind. */
  readonly recoveryMs: number;
  readonly tookMs: number;
  readonly notes: readonly string[];
  /** One line for each thing that is not as it must be. */
  readonly lines: readonly string[];
};

/** Whether the run held every promise. */
export const isClean = ({ lost, doubled, disordered, wrong }: RunResult): boolean =>
  lost + doubled + disordered + wrong === 0;

const usualLoad = { tickets: 40, ratePerSecond: 5 };
const quickLoad = { tickets: 30, ratePerSecond: 4 };
const firstRequestsMs = 1_500;
const fewMessages = 300;
const recoversWithinMs = 300_000;
const quickRecoversWithinMs = 60_000;
const settlesWithinMs = 90_000;

/** Everybody is there, and nothing is older than what comes in at this moment. */
const hasRecovered = async ({ stack }: FaultEnvironment): Promise<boolean> =>
  byService(await askReplicas(stack)).every(
    ({ ready, replicas, oldestMs = 0, lag = 0 }) =>
      ready === replicas && oldestMs < 1_000 && lag >= 0 && lag < fewMessages,
  );

/** Nothing waits to be sent, heard, tried again or handed to a provider. */
const isSettled = async ({ stack }: FaultEnvironment): Promise<boolean> => {
  const services = byService(await askReplicas(stack));
  const quiet = services.every(
    ({ ready, replicas, outbox = 0, lag = 0, parked = 0 }) =>
      ready === replicas && outbox + lag + parked === 0,
  );
  if (!quiet) return false;
  const client = new pg.Client({ connectionString: stack.postgres.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ waiting: string }>(
      "select count(*) as waiting from messaging.message where status in ('queued', 'deferred', 'sending')",
    );
    return rows[0]?.waiting === "0";
  } finally {
    await client.end();
  }
};

/** Waits until nothing waits any more; false when that did not come. Twice in a row: between a commit and its sending there is a moment in which nothing seems to wait. */
export const settle = async (environment: FaultEnvironment): Promise<boolean> => {
  let seen = 0;
  return until(
    "everything to settle",
    async () => {
      seen = (await isSettled(environment)) ? seen + 1 : 0;
      return seen === 2;
    },
    settlesWithinMs,
  ).then(
    () => true,
    () => false,
  );
};

type Harmed = { tookMs: number; recoveryMs: number; lines: string[] };

const doHarm = async (row: Row, scene: Scene): Promise<Harmed> => {
  const { environment, quick } = scene;
  const withinMs = quick ? quickRecoversWithinMs : recoversWithinMs;
  const lines: string[] = [];
  await delay(firstRequestsMs);
  const began = performance.now();
  await row.harm(scene).catch((error: Error) => void lines.push(`the harm failed: ${error.message}`));
  environment.heal();
  const tookMs = performance.now() - began;
  const healed = performance.now();
  await until("the platform to recover", () => hasRecovered(environment), withinMs).catch((error: Error) =>
    lines.push(error.message),
  );
  return { tookMs, recoveryMs: performance.now() - healed, lines };
};

type Stage = {
  environment: FaultEnvironment;
  loadGenerator: LoadGenerator;
  journal: Journal;
  quick: boolean;
  slower: number;
};

/** Plays one row with one seed: customers ask, harm is done and mended, everything settles, the oracle judges. */
export const runRow = async (
  { environment, loadGenerator, journal, quick, slower }: Stage,
  row: Row,
  seed: number,
): Promise<RunResult> => {
  const began = performance.now();
  const since = Date.now();
  const notes: string[] = [];
  const before = journal.all().length;
  const note = (text: string) => void notes.push(text);
  const scene: Scene = { environment, seed, chance: chanceOf(seed, row.number), journal, quick, note };
  const { tickets, ratePerSecond } = quick ? quickLoad : (row.load ?? usualLoad);
  const load = { tickets, ratePerSecond: ratePerSecond / slower };
  let harming = true;
  const [open, harmed] = await Promise.all([
    loadGenerator.play({ seed: seed * 1_000 + row.number, load, journal, goOn: () => harming }),
    doHarm(row, scene).finally(() => {
      harming = false;
    }),
  ]);
  const lines = [...harmed.lines];
  if (open > 0) lines.push(`${open} tickets did not reach their end in time`);
  if (!(await settle(environment))) lines.push("something still waits");
  const judgement = await judge(environment, {
    journal,
    since,
    longestHarmMs: harmed.tookMs + harmed.recoveryMs,
  });
  lines.push(...((await row.check?.(scene)) ?? []));
  const { lost, doubled, disordered, repeats } = judgement;
  return {
    row: row.number,
    title: row.title,
    seed,
    requests: journal.all().length - before,
    lost,
    doubled,
    disordered,
    wrong: judgement.wrong + lines.length,
    repeats,
    recoveryMs: Math.round(harmed.recoveryMs),
    tookMs: Math.round(performance.now() - began),
    notes,
    lines: [...lines, ...judgement.lines],
  };
};
