import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { errorCode, type Problem } from "../problem.ts";

/** How to start a process that outlives whoever started it. */
export type Launch = {
  command: string;
  args: readonly string[];
  /** Standard output and error are appended here, so that the process needs no living parent. */
  logFile: string;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
};

/** A process that serves: what it takes to watch it and to end it. */
export type Served = Running & { logFile: string; stop: () => Promise<void> };

/** A process of ours. `exited` resolves with its exit code or the signal that ended it, and never rejects. */
export type Running = { pid: number; exited: Promise<number | NodeJS.Signals> };

const exitOf = (child: ChildProcess): Promise<number | NodeJS.Signals> =>
  new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? code ?? 1));
    child.once("error", () => resolve(1));
  });

/**
 * Starts a process in a group of its own: a Ctrl-C in the terminal reaches us only, and we stop what we
 * started in order.
 */
export const launch = async ({ command, args, logFile, ...how }: Launch): Promise<Running> => {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "a");
  try {
    const child = spawn(command, args, { ...how, detached: true, stdio: ["ignore", log, log] });
    const exited = exitOf(child);
    await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    child.unref();
    return { pid: child.pid as number, exited };
  } finally {
    closeSync(log);
  }
};

/** Whether a process with this id lives, whoever owns it. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
};

/** The command line of a living process, or "" when there is none: an id alone may belong to a stranger by now. */
export const commandOf = (pid: number): string =>
  spawnSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() ?? "";

const POLL_MS = 20;

/** Waits until the process is gone. False when it still lives after `timeoutMs`. */
export const waitForExit = async (pid: number, timeoutMs: number): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
};

/** Ends a process: asks with `first`, and kills it when it has not gone within `graceMs`. Resolves once it is gone. */
export const stopProcess = async (
  pid: number,
  { first = "SIGTERM", graceMs = 15_000 }: { first?: NodeJS.Signals; graceMs?: number } = {},
): Promise<void> => {
  signal(pid, first);
  if (await waitForExit(pid, graceMs)) return;
  signal(pid, "SIGKILL");
  await waitForExit(pid, 5_000);
};

/**
 * How long to wait for a process, how often to ask (every 20 ms, for questions that cost nothing), and what to say
 * when it does not come. `signal` gives up early.
 */
export type Waiting = {
  timeoutMs: number;
  everyMs?: number;
  onFailure: (reason: string) => Problem;
  signal?: AbortSignal;
};

/** Waits for `ready`. Fails when the process ends before or is too slow; what is too slow is stopped. */
export const waitUntilReady = async (
  { pid, exited }: Running,
  ready: () => Promise<boolean>,
  { timeoutMs, everyMs = POLL_MS, onFailure, signal: abort }: Waiting,
): Promise<void> => {
  let ended: number | NodeJS.Signals | undefined;
  void exited.then((how) => {
    ended = how;
  });
  const deadline = performance.now() + timeoutMs;
  while (!(await ready())) {
    if (ended !== undefined) throw onFailure(`it ended with ${ended}`);
    if (abort?.aborted || performance.now() > deadline) {
      await stopProcess(pid, { graceMs: 5_000 });
      throw onFailure(
        abort?.aborted ? "the stack is stopping" : `it was not ready after ${timeoutMs / 1000} s`,
      );
    }
    await delay(everyMs);
  }
};
