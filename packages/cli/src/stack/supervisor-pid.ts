import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { commandOf, isAlive, stopProcess } from "@shouwen/stack/machine/processes";
import { errorCode } from "@shouwen/stack/problem";
import { root } from "../repository.ts";
import { removeStack } from "./stack-file.ts";
import type { StateFolder } from "./state-folder.ts";

/** An id alone may belong to a stranger by now; ours all name a path of the clone or of its state. */
const isOurs = (pid: number, folder: StateFolder): boolean => {
  const command = commandOf(pid);
  return command.includes(root) || command.includes(folder.path);
};

/** The process that runs the stack of this folder, or undefined when none does. */
export const runningSupervisor = (folder: StateFolder): number | undefined => {
  if (!existsSync(folder.pidFile)) return undefined;
  const pid = Number(readFileSync(folder.pidFile, "utf8"));
  return pid > 0 && isAlive(pid) && isOurs(pid, folder) ? pid : undefined;
};

/** Makes this process the one that runs the stack. False when another one does or has just begun to. */
export const claimSupervision = (folder: StateFolder): boolean => {
  if (runningSupervisor(folder)) return false;
  rmSync(folder.pidFile, { force: true });
  try {
    writeFileSync(folder.pidFile, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
};

/** Nobody runs the stack any more. */
export const releaseSupervision = ({ pidFile }: StateFolder): void => rmSync(pidFile, { force: true });

/** Remembers the processes of the stack, ready or not, for whoever has to clean up after a killed supervisor. */
export const writeProcesses = ({ processesFile }: StateFolder, pids: Record<string, number>): void =>
  writeFileSync(processesFile, JSON.stringify(pids, null, 2));

const readProcesses = ({ processesFile }: StateFolder): Record<string, number> =>
  existsSync(processesFile)
    ? (JSON.parse(readFileSync(processesFile, "utf8")) as Record<string, number>)
    : {};

/** Stops what a killed supervisor left running. Returns the names, none when there was nothing. */
export const stopLeftOvers = async (folder: StateFolder): Promise<string[]> => {
  const pids = Object.entries(readProcesses(folder));
  const left = pids.filter(([, pid]) => isAlive(pid) && pid !== process.pid && isOurs(pid, folder));
  await Promise.all(
    left.map(([name, pid]) =>
      stopProcess(pid, name === "postgres" ? { first: "SIGINT" } : { graceMs: 10_000 }),
    ),
  );
  rmSync(folder.processesFile, { force: true });
  removeStack(folder);
  return left.map(([name]) => name);
};
