import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseLauncher, type TestServer } from "@shouwen/test-kit/servers";
import { createSteps } from "#bin/terminal.mjs";
import { root } from "../repository.ts";
import { stopOnSignal } from "../stack/up-here.ts";
import { add, countReport, nothing, type Outcome, type VitestReport } from "./outcome.ts";
import { runStaticChecks } from "./static-checks.ts";
import { closingLines, type FileTime } from "./times.ts";

/** Which part to run: everything, what needs no server, or what does; and perhaps only some files. */
export type TestOptions = { only: "pure" | "int" | undefined; filters: readonly string[] };

/** The servers that all test files share, as the environment names them. */
type Servers = { env: NodeJS.ProcessEnv; stop: () => Promise<void> };

/** A server that the environment names already. It is not ours to stop. */
const given = <Address>(address: Address): TestServer<Address> => ({ address, stop: async () => undefined });

/** Both start at once, while the static checks run. What the environment names already is used instead. */
const startServers = async (): Promise<Servers> => {
  const launcher = await chooseLauncher(process.env.TEST_INFRA);
  const { TEST_DATABASE_URL: url, TEST_KAFKA_BROKERS: brokers } = process.env;
  const postgres = url ? Promise.resolve(given(url)) : launcher.postgres();
  const kafka = brokers ? Promise.resolve(given(brokers.split(","))) : launcher.kafka();
  const settled = await Promise.allSettled([postgres, kafka]);
  const stop = async () => {
    for (const server of settled) if (server.status === "fulfilled") await server.value.stop();
  };
  if (settled.some(({ status }) => status === "rejected")) await stop();
  const env = {
    TEST_DATABASE_URL: (await postgres).address,
    TEST_KAFKA_BROKERS: (await kafka).address.join(","),
  };
  return { env, stop };
};

/** What each part leaves out. Filters of vitest add up, exclusions do not: so that a part can be narrowed. */
const excluded = { pure: "**/*.int.test.ts", int: "**/!(*.int).test.ts" } as const;

const selection = ({ only, filters }: TestOptions): string[] => [
  ...filters,
  ...(only ? ["--exclude", excluded[only]] : []),
];

/** Some of the projects, as vitest selects them. */
type Part = readonly string[];

const apart = ["@shouwen/e2e", "@shouwen/intake", "@shouwen/routing"];

/**
 * The journeys by themselves: their whole platform would stand beside all other tests until the last of them. Those who
 * take and open requests by themselves, on topics of their own: each service under test reads what all tests before it
 * have said, and after ten minutes takes it for requests that wait.
 */
const partsOf = ({ filters }: TestOptions): readonly Part[] =>
  filters.length > 0
    ? [[]]
    : [
        ...apart.map((project) => ["--project", project]),
        apart.flatMap((project) => ["--project", `!${project}`]),
      ];

/** What a run of vitest came to. */
type Ran = { readonly outcome: Outcome; readonly times: readonly FileTime[] };

const runVitest = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve) => {
    const vitest = join(root, "packages", "cli", "node_modules", ".bin", "vitest");
    const child = spawn(vitest, args, { cwd: root, env: { ...process.env, ...env }, stdio: "inherit" });
    child.once("error", () => resolve(1));
    child.once("close", (code) => resolve(code ?? 1));
  });

const runPart = async (options: TestOptions, part: Part, env: NodeJS.ProcessEnv): Promise<Ran> => {
  const folder = mkdtempSync(join(tmpdir(), "shouwen-report-"));
  const report = join(folder, "vitest.json");
  const times = join(folder, "times.json");
  const config = join(import.meta.dirname, "all-projects.config.ts");
  const args = [
    "run",
    "--root",
    root,
    "--config",
    config,
    "--passWithNoTests",
    ...part,
    ...selection(options),
  ];
  const exitCode = await runVitest([...args, `--outputFile.json=${report}`], {
    ...env,
    SHOUWEN_TEST_TIMES: times,
  });
  try {
    if (!existsSync(report)) return { outcome: { ...nothing, failed: 1 }, times: [] };
    return {
      outcome: countReport(JSON.parse(readFileSync(report, "utf8")) as VitestReport, exitCode),
      times: existsSync(times) ? (JSON.parse(readFileSync(times, "utf8")) as FileTime[]) : [],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Each part on servers of its own. The first start while the checks run. */
const withServers = async (options: TestOptions, meanwhile: Promise<Outcome>): Promise<Ran> => {
  const steps = createSteps();
  let starting = startServers();
  stopOnSignal(async () => {
    process.stderr.write("\nThe tests were stopped from outside.\n");
    const servers = await starting.catch(() => undefined);
    await servers?.stop();
  }, 130);
  starting.catch(() => undefined); // reported where it is awaited, after the checks
  let outcome = await meanwhile;
  const times: FileTime[] = [];
  for (const [at, part] of partsOf(options).entries()) {
    if (at > 0) starting = startServers();
    steps.start("servers", "PostgreSQL and Kafka for the tests");
    const servers = await starting;
    steps.done("servers");
    try {
      const ran = await runPart(options, part, servers.env);
      outcome = add(outcome, ran.outcome);
      times.push(...ran.times);
    } finally {
      await servers.stop();
    }
  }
  return { outcome, times };
};

const withoutServers = async (options: TestOptions, meanwhile: Promise<Outcome>): Promise<Ran> => {
  const checked = await meanwhile;
  const { outcome, times } = await runPart(options, [], {});
  return { outcome: add(checked, outcome), times };
};

/**
 * Runs the checks and tests, tells the time of each package, ends with the line that counts them, and returns the exit
 * code.
 */
export const runTests = async (options: TestOptions): Promise<number> => {
  const wantsChecks = options.only !== "int" && options.filters.length === 0;
  const checks = wantsChecks ? runStaticChecks() : Promise.resolve(nothing);
  const run = options.only === "pure" ? withoutServers : withServers;
  const { outcome, times } = await run(options, checks);
  for (const line of closingLines(times, outcome)) process.stdout.write(`${line}\n`);
  return outcome.failed === 0 ? 0 : 1;
};
