import { problemOf } from "./problem-of.ts";

/** What `up` tells whoever watches it: a terminal, or the process that waits for a detached one. Plain JSON. */
export type Progress =
  | { kind: "step_started"; key: string; title: string }
  | { kind: "step_detail"; key: string; text: string }
  | { kind: "step_done"; key: string; note: string }
  | { kind: "step_failed"; key: string; reason: string; fix: string }
  | { kind: "notice"; text: string }
  | { kind: "ready" }
  | { kind: "failed"; message: string; fix: string };

/** Hears of progress. Must not throw. */
export type Watcher = (progress: Progress) => void;

/** Does one step and tells the watcher when it begins, ends or fails. `note` makes the remark behind its time. */
export const step = async <T>(
  watcher: Watcher,
  { title, note = () => "" }: { title: string; note?: (result: T) => string },
  work: () => Promise<T>,
): Promise<T> => {
  watcher({ kind: "step_started", key: title, title });
  try {
    const result = await work();
    watcher({ kind: "step_done", key: title, note: note(result) });
    return result;
  } catch (error) {
    const { message, fix } = problemOf(error);
    watcher({ kind: "step_failed", key: title, reason: message, fix });
    throw error;
  }
};
