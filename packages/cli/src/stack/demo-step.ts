import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { loadDemoData, type Reachable } from "../demo/load-demo-data.ts";
import { problemOf } from "./problem-of.ts";
import { step, type Watcher } from "./progress.ts";
import type { StateFolder } from "./state-folder.ts";

const markOf = ({ path }: StateFolder): string => join(path, "demo-data-unfinished");

/** Whether a load of demo data was begun in this folder and not finished. */
export const isDemoDataUnfinished = (folder: StateFolder): boolean => existsSync(markOf(folder));

/** Whoever loads demo data says so before; a process that is killed in between leaves it for the next one to finish. */
export const finishingDemoData = async (
  folder: StateFolder,
  load: (resume: boolean) => Promise<string>,
): Promise<string> => {
  const resume = isDemoDataUnfinished(folder);
  writeFileSync(markOf(folder), "");
  const note = await load(resume);
  rmSync(markOf(folder), { force: true });
  return note;
};

const attempts = 3;
const nextAfterMs = 2_000;

type Loading = { readonly folder: StateFolder; readonly stack: Reachable; readonly watcher: Watcher };

/** A machine that is busy while everything starts may not answer in time; what is loaded already stays. */
const loadPatiently = async ({ folder, stack, watcher }: Loading): Promise<string> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await finishingDemoData(folder, (resume) => loadDemoData(stack, { restore: false, resume }));
    } catch (error) {
      if (attempt === attempts) throw error;
      watcher({ kind: "step_detail", key: title, text: `again: ${problemOf(error).message.split("\n")[0]}` });
      await delay(nextAfterMs);
    }
  }
};

const title = "Demo data";

/**
 * Loads the demo data as a step of a start. The platform runs without it, so that a failure ends nothing: the step says
 * why, and the next `npm start` goes on where this one stopped, also when the stack is running already.
 */
export const loadDemoStep = async (loading: Loading): Promise<void> => {
  try {
    await step(loading.watcher, { title, note: (note) => note }, () => loadPatiently(loading));
  } catch {
    loading.watcher({
      kind: "notice",
      text: "The demo data is not whole. `npx shouwen demo-data` goes on with it, and so does the next npm start.",
    });
  }
};
