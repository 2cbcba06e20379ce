import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { root } from "../repository.ts";
import type { Progress, Watcher } from "./progress.ts";
import type { StateFolder } from "./state-folder.ts";

const openLog = ({ logs }: StateFolder): { file: string; handle: number } => {
  const file = join(logs, "supervisor.log");
  return { file, handle: openSync(file, "a") };
};

/**
 * Starts the process that supervises the stack, in a group of its own, and shows its progress until it is ready.
 * Returns the exit code. A Ctrl-C while waiting stops what was begun.
 */
export const startDetached = (
  folder: StateFolder,
  args: readonly string[],
  watcher: Watcher,
): Promise<number> => {
  const log = openLog(folder);
  const behind = spawn(process.execPath, [join(root, "packages", "cli", "src", "main.ts"), ...args], {
    cwd: root,
    detached: true,
    env: { ...process.env, SHOUWEN_BEHIND: "1" },
    stdio: ["ignore", log.handle, log.handle, "ipc"],
  });
  closeSync(log.handle);
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => behind.kill("SIGTERM"));
  return new Promise((resolve) => {
    behind.on("message", (progress: Progress) => {
      watcher(progress);
      if (progress.kind === "ready") {
        behind.unref();
        resolve(0);
      }
    });
    behind.once("exit", (code) => {
      if (code !== 0) process.stderr.write(`The whole story is in ${log.file}\n`);
      resolve(code ?? 1);
    });
  });
};
