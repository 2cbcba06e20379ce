import { existsSync, readFileSync, statSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import { join } from "node:path";
import { type KafkaOptions, startBroker } from "@shouwen/stack/kafka/brokers";
import { launch, type Served, stopProcess, waitUntilReady } from "@shouwen/stack/machine/processes";
import type { Unit } from "@shouwen/stack/machine/supervisor";
import { type PostgresOptions, type PostgresServer, startPostgres } from "@shouwen/stack/postgres/server";
import { Problem } from "@shouwen/stack/problem";
import { root } from "../repository.ts";

/** A Node process that serves HTTP and says by a 200 on `readyPath` that it is ready. */
export type NodeUnit = {
  name: string;
  script: string;
  args?: readonly string[];
  env: NodeJS.ProcessEnv;
  port: number;
  readyPath: string;
  logFile: string;
  /** How much it lets others go first when the processors are busy, as in nice(1). Default 0: not at all. */
  niceness?: number;
};

const READY_WITHIN_MS = 120_000; // a laptop that is busy with other things
const STOP_WITHIN_MS = 25_000; // a service waits up to 15 s for running batches, 5 s for its connections

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};

const LAST_WORDS = 12;

const lastWords = (logFile: string, from: number): string =>
  readFileSync(logFile).subarray(from).toString("utf8").trim().split("\n").slice(-LAST_WORDS).join("\n    ");

/** At once, before it makes its other threads, which inherit it. A comfort: where it may not be, all are equal. */
const letOthersFirst = (pid: number, niceness: number): void => {
  try {
    const now = getPriority(pid);
    if (niceness > now) setPriority(pid, niceness);
  } catch {
    // it has ended already, which is told below, or this user may not
  }
};

const startNode = async (unit: NodeUnit, stopping: AbortSignal): Promise<Served> => {
  const { name, script, args = [], env, logFile, port, readyPath, niceness = 0 } = unit;
  const from = existsSync(logFile) ? statSync(logFile).size : 0;
  const running = await launch({
    command: process.execPath,
    args: [script, ...args],
    env,
    logFile,
    cwd: root,
  });
  letOthersFirst(running.pid, niceness);
  await waitUntilReady(running, () => answers(`http://127.0.0.1:${port}${readyPath}`), {
    timeoutMs: READY_WITHIN_MS,
    everyMs: 50,
    onFailure: (reason) =>
      new Problem(`${name} did not start: ${reason}. Its last words:\n    ${lastWords(logFile, from)}`, {
        fix: `More is in ${logFile}.`,
      }),
    signal: stopping,
  });
  return { ...running, logFile, stop: () => stopProcess(running.pid, { graceMs: STOP_WITHIN_MS }) };
};

/** A service or a helper as something to supervise. */
export const nodeUnit = (unit: NodeUnit): Unit => ({
  name: unit.name,
  start: (stopping) => startNode(unit, stopping),
});

/** What somebody waits for who asked something: that it is taken, and whose it is. */
const awaited: ReadonlySet<string> = new Set(["gateway", "intake", "routing"]);
const letsOthersFirst = 5;

/**
 * On a cluster each service has its own processors; here all share a few, and when there is too little of them a message
 * or a board may come a little later: what nobody waits for gets a third of the share of the others.
 */
export const nicenessOf = ({ service }: { service: string }): number =>
  awaited.has(service) ? 0 : letsOthersFirst;

/** The database as something to supervise. `onStart` hears of every start, the first and any later one. */
export const postgresUnit = (options: PostgresOptions, onStart: (server: PostgresServer) => void): Unit => ({
  name: "postgres",
  start: async () => {
    const server = await startPostgres(options);
    onStart(server);
    return server;
  },
});

/** Each broker by itself, so that one that dies comes back alone. */
export const kafkaUnits = (options: KafkaOptions): Unit[] =>
  options.brokers.map((_, index) => ({
    name: options.brokers.length === 1 ? "kafka" : `kafka-${index + 1}`,
    start: () => startBroker(options, index + 1),
  }));

/** One of the helpers that `packages/stack` runs. */
export const helperUnit = (
  name: "sms-provider" | "mail-inbox" | "trace-store",
  how: Pick<NodeUnit, "port" | "readyPath" | "env"> & { logs: string },
): Unit =>
  nodeUnit({
    name,
    niceness: letsOthersFirst,
    script: join(root, "packages", "stack", "src", "run.ts"),
    args: [name],
    env: { ...process.env, ...how.env, PORT: String(how.port) },
    port: how.port,
    readyPath: how.readyPath,
    logFile: join(how.logs, `${name}.log`),
  });
