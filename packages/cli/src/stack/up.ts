import { progressOnTerminal, readyScreen } from "../terminal/up-screen.ts";
import { isDemoDataUnfinished, loadDemoStep } from "./demo-step.ts";
import { startDetached } from "./detached.ts";
import type { UpOptions } from "./options.ts";
import { problemOf } from "./problem-of.ts";
import type { Progress, Watcher } from "./progress.ts";
import type { RunningStack } from "./run-stack.ts";
import { readStack } from "./stack-file.ts";
import { type StateFolder, stateFolder } from "./state-folder.ts";
import { runningSupervisor } from "./supervisor-pid.ts";
import { makeReady, stopOnSignal, upHere } from "./up-here.ts";

/** Tells the process that waits for this one. It may be gone already. */
const tellParent = (progress: Progress): void => {
  if (process.connected) process.send?.(progress);
};

/** Its demo data may have failed when it was started: whoever types `npm start` again wants it. */
const sayRunning = async (folder: StateFolder, { demo }: UpOptions): Promise<number> => {
  const stack = readStack(folder);
  if (stack && demo && isDemoDataUnfinished(folder))
    await loadDemoStep({ folder, stack, watcher: progressOnTerminal() });
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

type Begun = {
  started: Promise<RunningStack>;
  /** Stops it, also while it is still starting. */
  halt: () => Promise<void>;
  halted: () => boolean;
};

const begin = (folder: StateFolder, options: UpOptions, watcher: Watcher): Begun => {
  const giveUp = new AbortController();
  const started = upHere(folder, options, { watcher, giveUp: giveUp.signal });
  return {
    started,
    halted: () => giveUp.signal.aborted,
    halt: async () => {
      giveUp.abort();
      const running = await started.catch(() => undefined);
      await running?.stop();
    },
  };
};

/** In the foreground: shows what happens until Ctrl-C. Resolves once it is ready; the process lives on. */
const runForeground = async (folder: StateFolder, options: UpOptions): Promise<number> => {
  const { started, halt, halted } = begin(folder, options, progressOnTerminal());
  stopOnSignal(async () => {
    process.stdout.write("\nStopping…\n");
    await halt();
    process.stdout.write("Stopped.\n");
  });
  try {
    const { stack } = await started;
    process.stdout.write(`${readyScreen(stack, sinceStart())}Ctrl-C stops everything.\n`);
    return 0;
  } catch (error) {
    if (halted()) return 130;
    throw error;
  }
};

/** The process behind `--detach`: the same, told to the process that waits for it. */
const runBehind = async (folder: StateFolder, options: UpOptions): Promise<number> => {
  const { started, halt } = begin(folder, options, (progress) => {
    process.stdout.write(`${new Date().toISOString()} ${JSON.stringify(progress)}\n`);
    tellParent(progress);
  });
  stopOnSignal(halt);
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
  if (runningSupervisor(folder)) return sayRunning(folder, options);
  if (!options.detach) return runForeground(folder, options);
  return process.env.SHOUWEN_BEHIND ? runBehind(folder, options) : runDetached(folder, options, args);
};
