import { forgetKafka } from "@shouwen/stack/kafka/brokers";
import { Problem } from "@shouwen/stack/problem";
import type { UpOptions } from "./options.ts";
import type { Watcher } from "./progress.ts";
import { type Attendance, type RunningStack, runStack } from "./run-stack.ts";
import { openStateFolder, resetStateFolder, type StateFolder } from "./state-folder.ts";
import { claimSupervision, releaseSupervision, stopLeftOvers } from "./supervisor-pid.ts";

/** Stops what a killed supervisor left, forgets everything if asked to, and opens the folder. */
export const makeReady = async (folder: StateFolder, reset: boolean, watcher: Watcher): Promise<void> => {
  const left = await stopLeftOvers(folder);
  if (left.length > 0)
    watcher({ kind: "notice", text: `Stopped what an earlier run left behind: ${left.join(", ")}` });
  if (reset) {
    forgetKafka(folder.kafka);
    resetStateFolder(folder);
  }
  openStateFolder(folder);
};

const claim = (folder: StateFolder): void => {
  if (claimSupervision(folder)) return;
  throw new Problem("Another start of this stack is under way", {
    fix: "Wait for it, or stop it: npm run stop",
  });
};

/** Runs the stack in this process. Fails when another process of this folder does. */
export const upHere = async (
  folder: StateFolder,
  options: UpOptions,
  attendance: Attendance,
): Promise<RunningStack> => {
  await makeReady(folder, options.reset, attendance.watcher);
  claim(folder);
  try {
    return await runStack(folder, options, attendance);
  } catch (error) {
    releaseSupervision(folder);
    throw error;
  }
};

/**
 * Calls `stop` at the first Ctrl-C, SIGTERM or hang-up, and ends the process with `code` when it is done. A second
 * Ctrl-C ends it at once and leaves the rest to the next start.
 */
export const stopOnSignal = (stop: () => Promise<void>, code = 0): void => {
  let stopping = false;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (stopping && name === "SIGINT") process.exit(130);
      if (stopping) return;
      stopping = true;
      stop().then(
        () => process.exit(code),
        () => process.exit(1),
      );
    });
  }
};
