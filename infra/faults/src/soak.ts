import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type Chance, chanceOf } from "@shouwen/cli/demo/chance";
import pg from "pg";
import type { FaultEnvironment } from "./fault-environment.ts";
import { type Judgement, judge } from "./invariants/judge.ts";
import type { Journal } from "./journal.ts";
import type { LoadGenerator } from "./load.ts";
import { settle } from "./run-row.ts";

/** How long, how many customers a second, and which seed chooses the harm. */
export type SoakOptions = { readonly minutes: number; readonly ratePerSecond: number; readonly seed: number };

/** What the processes take at one moment. */
export type Sample = {
  readonly at: string;
  /** Resident memory by process, in MB. */
  readonly memoryMb: Readonly<Record<string, number>>;
  readonly connections: number;
};

export type SoakResult = {
  readonly requests: number;
  readonly open: number;
  readonly harms: Readonly<Record<string, number>>;
  readonly samples: readonly Sample[];
  readonly judgement: Judgement;
  /** I10: what did not come back to where it was. */
  readonly grown: readonly string[];
};

type Harm = (environment: FaultEnvironment, chance: Chance) => Promise<void>;

const killOne: Harm = async (environment, chance) => {
  const name = chance.oneOf(environment.processes);
  const pid = environment.pidOf(name);
  environment.signal(name, "SIGKILL");
  await environment.untilReplaced(name, pid);
};

const freezeOne: Harm = async (environment, chance) => {
  const name = chance.oneOf(environment.processes);
  environment.signal(name, "SIGSTOP");
  await delay(chance.between(1_000, 8_000));
  environment.signal(name, "SIGCONT");
};

const restartStore =
  (name: "postgres" | "kafka", how: NodeJS.Signals): Harm =>
  async (environment, chance) => {
    environment.hold(name);
    environment.signal(name, how);
    await delay(chance.between(500, 5_000));
    environment.release(name);
    await environment.untilReady();
  };

const endSessions: Harm = async ({ stack }) => {
  const client = new pg.Client({ connectionString: stack.postgres.url });
  await client.connect();
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend' and usename <> 'postgres'",
  );
  await client.end();
};

const harms: readonly (readonly [name: string, weight: number, harm: Harm])[] = [
  ["kill -9 of a service", 5, killOne],
  ["SIGSTOP of a service", 3, freezeOne],
  ["sessions ended", 3, endSessions],
  ["PostgreSQL restarted", 1, restartStore("postgres", "SIGINT")],
  ["PostgreSQL crashed", 1, restartStore("postgres", "SIGQUIT")],
  ["Kafka killed", 1, restartStore("kafka", "SIGKILL")],
];

const betweenMs = [15_000, 40_000] as const;
const sampleEveryMs = 30_000;

const residentMb = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024);

const sample = async (environment: FaultEnvironment): Promise<Sample> => {
  const client = new pg.Client({ connectionString: environment.stack.postgres.url });
  await client.connect();
  const { rows } = await client.query<{ count: string }>(
    "select count(*) as count from pg_stat_activity where backend_type = 'client backend' and usename <> 'postgres'",
  );
  await client.end();
  const named = environment.processes.map((name) => {
    const pid = environment.pidOf(name);
    return [name, pid === undefined ? 0 : residentMb(pid)] as const;
  });
  return {
    at: new Date().toISOString(),
    memoryMb: Object.fromEntries(named),
    connections: Number(rows[0]?.count ?? 0),
  };
};

/** A process that was killed begins anew with little memory: what counts is the most that any life of it took. */
const mostPerThird = (samples: readonly Sample[], name: string): number[] => {
  const third = Math.ceil(samples.length / 3);
  return [0, 1, 2].map((part) =>
    Math.max(
      ...samples.slice(part * third, (part + 1) * third).map(({ memoryMb }) => memoryMb[name] ?? 0),
      0,
    ),
  );
};

const grownTo = 1.3;
const spareMb = 60;
const spareConnections = 10;

const whatGrew = (processes: readonly string[], samples: readonly Sample[]): string[] => {
  const lines = processes.flatMap((name) => {
    const [, middle = 0, end = 0] = mostPerThird(samples, name);
    return end > middle * grownTo + spareMb ? [`${name} grew from ${middle} to ${end} MB`] : [];
  });
  const [first, last] = [samples[0]?.connections ?? 0, samples.at(-1)?.connections ?? 0];
  return last > first + spareConnections ? [...lines, `connections went from ${first} to ${last}`] : lines;
};

type Stage = {
  readonly environment: FaultEnvironment;
  readonly loadGenerator: LoadGenerator;
  readonly journal: Journal;
};

const keepSampling = async (environment: FaultEnvironment, isOver: () => boolean): Promise<Sample[]> => {
  const samples: Sample[] = [];
  while (!isOver()) {
    // While the database is away there is nobody to count connections.
    const taken = await sample(environment).catch(() => undefined);
    if (taken) samples.push(taken);
    await delay(sampleEveryMs);
  }
  return samples;
};

const keepHarming = async (
  { environment }: Stage,
  { seed }: SoakOptions,
  isOver: () => boolean,
): Promise<{ counts: Record<string, number>; longestMs: number }> => {
  const chance = chanceOf(seed, 0);
  const counts: Record<string, number> = {};
  let longestMs = 0;
  while (!isOver()) {
    await delay(chance.between(...betweenMs));
    const [name, , harm] = chance.weighed(harms.map((one) => [one[1], one] as const));
    const began = performance.now();
    await harm(environment, chance).catch(
      (error: Error) => void process.stderr.write(`${name}: ${error.message}\n`),
    );
    longestMs = Math.max(longestMs, performance.now() - began);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  environment.heal();
  return { counts, longestMs };
};

/** A long day under random harm, at a steady rate. The oracle judges at the end, and memory must have stayed flat. */
export const soak = async (stage: Stage, options: SoakOptions): Promise<SoakResult> => {
  const { environment, loadGenerator, journal } = stage;
  const since = Date.now();
  const endsAt = since + options.minutes * 60_000;
  const isOver = () => Date.now() > endsAt;
  const [samples, harmed, open] = await Promise.all([
    keepSampling(environment, isOver),
    keepHarming(stage, options, isOver),
    loadGenerator.play({
      seed: options.seed,
      load: { tickets: 1, ratePerSecond: options.ratePerSecond },
      journal,
      goOn: () => !isOver(),
    }),
  ]);
  await environment.untilReady();
  await settle(environment);
  samples.push(await sample(environment));
  const judgement = await judge(environment, { journal, since, longestHarmMs: harmed.longestMs + 60_000 });
  return {
    requests: journal.all().length,
    open,
    harms: harmed.counts,
    samples,
    judgement,
    grown: whatGrew(environment.processes, samples),
  };
};

const figuresOf = ({ memoryMb, connections, at }: Sample): string =>
  `${at.slice(11, 19)}  ${Object.entries(memoryMb)
    .map(([name, mb]) => `${name} ${mb}`)
    .join(" · ")} MB · ${connections} connections`;

/** The result in a few lines: what was done, what came of it, and memory at the start, in the middle and at the end. */
export const soakText = ({
  requests,
  open,
  harms: counts,
  samples,
  judgement,
  grown,
}: SoakResult): string => {
  const { lost, doubled, disordered, wrong, lines } = judgement;
  const shown = [samples[0], samples[samples.length >> 1], samples.at(-1)].flatMap((one) => one ?? []);
  return [
    `${requests} requests · ${open} not over · lost ${lost} · doubled ${doubled} · out of order ${disordered} · otherwise wrong ${wrong}`,
    Object.entries(counts)
      .map(([name, times]) => `${times} × ${name}`)
      .join(" · "),
    ...shown.map(figuresOf),
    ...(grown.length > 0 ? grown : ["memory and connections came back to where they were"]),
    ...lines.slice(0, 20),
  ].join("\n");
};
