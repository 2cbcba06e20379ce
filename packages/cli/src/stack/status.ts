import { isAlive } from "@shouwen/dev/processes";
import { bold, dim, green, red } from "#bin/terminal.mjs";
import { readStack, type Stack } from "./stack-file.ts";
import { stateFolder } from "./state-folder.ts";
import { runningSupervisor } from "./supervisor-pid.ts";

type Line = { name: string; pid: number; url: string; good: boolean; state: string };

const isReady = async (url: string): Promise<boolean> => {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  return answer?.ok ?? false;
};

const lineOf = async (stack: Stack, name: string, pid: number): Promise<Line> => {
  const url = stack.services[name];
  if (!isAlive(pid)) return { name, pid, url: url ?? "", good: false, state: "gone" };
  if (!url) return { name, pid, url: "", good: true, state: "running" };
  const good = await isReady(url);
  return { name, pid, url, good, state: good ? "ready" : "not ready" };
};

const show = ({ name, pid, url, good, state }: Line): string =>
  `${good ? green("✔") : red("✘")} ${name.padEnd(14)} ${state.padEnd(10)} ${dim(String(pid).padEnd(8))} ${url}`;

/** Prints one line per process. Returns 0 when all are well, 1 when one is not, 3 when nothing runs. */
export const runStatus = async (): Promise<number> => {
  const folder = stateFolder();
  const stack = readStack(folder);
  if (!stack || !runningSupervisor(folder)) {
    process.stdout.write("Nothing is running. Start it with: npm start\n");
    return 3;
  }
  const lines = await Promise.all(Object.entries(stack.pids).map(([name, pid]) => lineOf(stack, name, pid)));
  process.stdout.write(`${bold("Processes")}\n${lines.map(show).join("\n")}\n`);
  return lines.every(({ good }) => good) ? 0 : 1;
};
