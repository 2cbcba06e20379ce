import { waitForExit } from "@shouwen/stack/machine/processes";

/** kill -9, and resolves once the process is gone. It gets no chance to finish anything. */
export const killHard = async (pid: number): Promise<void> => {
  process.kill(pid, "SIGKILL");
  if (!(await waitForExit(pid, 5_000))) throw new Error(`Process ${pid} survived kill -9`);
};
