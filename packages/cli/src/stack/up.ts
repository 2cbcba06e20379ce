import { progressOnTerminal, readyScreen } from "../terminal/up-screen.ts";
import { startDetached } from "./detached.ts";
import type { UpOptions } from "./options.ts";
import { problemOf } from "./problem-of.ts";
import type { Progress } from "./progress.ts";
import { readStack } from "./stack-file.ts";
import { type StateFolder, stateFolder } from "./state-folder.ts";
import { runningSupervisor } from "./supervisor-pid.ts";
import { makeReady, stopOnSignal, upHere } from "./up-here.ts";

/** Tells the process that waits for this one. It may be gone already. */
const tellParent = (progress: Progress): void => {
  if (process.connected) process.send?.(progress);
};

const sayRunning = (folder: StateFolder): number => {
  const stack = readStack(folder);
  if (stack) process.stdout.write(readyScreen(stack, undefined));
  process.stdout.write(
    stack
      ? "It was running already. End it with: npm run stop\n"
      : "It is being started by another terminal.\n",
  );
  return 0;
};

/** Since the command was typed: installing and building count as well. */
const sinceStart = (): number => Date.now() - Number(process.env.SHOUWEN_BEGAN ?? performance.timeOrigin);

/** In the foreground: shows what happens until Ctrl-C. Resolves only when the start failed. */
const runForeground = async (folder: StateFolder, options: UpOptions): Promise<number> => {
  const watcher = progressOnTerminal();
  const started = upHere(folder, options, watcher);
  stopOnSignal(async () => {
    process.stdout.write("\nStopping…\n");
    const running = await started.catch(() => undefined);
    await running?.stop();
    process.stdout.write("Stopped.\n");
  });
  const { stack } = await started;
  process.stdout.write(readyScreen(stack, sinceStart()));
  process.stdout.write("Ctrl-C stops everything.\n");
  return 0;
};

/** The process behind `--detach`: the same, told to the process that waits for it. */
const runBehind = async (folder: StateFolder, options: UpOptions): Promise<number> => {
  const started = upHere(folder, options, (progress) => {
    process.stdout.write(`${new Date().toISOString()} ${JSON.stringify(progress)}\n`);
    tellParent(progress);
  });
  stopOnSignal(async () => (await started.catch(() => undefined))?.stop());
  try {
    await started;
    tellParent({ kind: "ready" });
    if (process.connected) process.disconnect();
    return 0;
  } catch (error) {
    const { message, fix } = problemOf(error);
    tellParent({ kind: "failed", message, fix });
    throw error;
  }
};

const runDetached = async (
  folder: StateFolder,
  options: UpOptions,
  args: readonly string[],
): Promise<number> => {
  const watcher = progressOnTerminal();
  await makeReady(folder, options.reset, watcher);
  const rest = args.filter((word) => word !== "--reset"); // it is done, and would take the log away
  const code = await startDetached(folder, rest, watcher);
  const stack = readStack(folder);
  if (code === 0 && stack) {
    process.stdout.write(readyScreen(stack, sinceStart()));
    process.stdout.write("It goes on running. End it with: npm run stop\n");
  }
  return code;
};

/** Starts the stack as the options say. `args` are the words of the command line, for the process behind it. */
export const runUp = async (options: UpOptions, args: readonly string[]): Promise<number> => {
  const folder = stateFolder();
  if (runningSupervisor(folder)) return sayRunning(folder);
  if (!options.detach) return runForeground(folder, options);
  return process.env.SHOUWEN_BEHIND ? runBehind(folder, options) : runDetached(folder, options, args);
};
