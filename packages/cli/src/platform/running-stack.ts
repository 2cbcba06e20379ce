import { Problem } from "@shouwen/stack/problem";
import { readStack, type Stack } from "../stack/stack-file.ts";
import { type StateFolder, stateFolder } from "../stack/state-folder.ts";
import { runningSupervisor } from "../stack/supervisor-pid.ts";

/** The stack that runs on this machine. Throws what to do where none does. */
export const runningStack = (folder: StateFolder = stateFolder()): Stack => {
  const stack = readStack(folder);
  if (stack && runningSupervisor(folder)) return stack;
  throw new Problem("Nothing is running", { fix: "Start it with: npm start" });
};
