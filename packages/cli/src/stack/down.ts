import { waitForExit } from "@shouwen/stack/machine/processes";
import { createSteps } from "#bin/terminal.mjs";
import { stateFolder } from "./state-folder.ts";
import { releaseSupervision, runningSupervisor, stopLeftOvers } from "./supervisor-pid.ts";

/** The services may take 25 s to finish their work, Kafka and PostgreSQL 10 s each. */
const PATIENCE_MS = 70_000;

/** Stops the running stack, or what a killed supervisor left of it. Returns the exit code. */
export const runDown = async (): Promise<number> => {
  const folder = stateFolder();
  const supervisor = runningSupervisor(folder);
  const steps = createSteps();
  steps.start("stop", "Stop services, Kafka and PostgreSQL");
  if (supervisor) {
    process.kill(supervisor, "SIGTERM");
    await waitForExit(supervisor, PATIENCE_MS);
  }
  const left = await stopLeftOvers(folder);
  releaseSupervision(folder);
  const note = left.length > 0 ? `its supervisor was gone; ended ${left.join(", ")}` : "";
  if (supervisor || left.length > 0) steps.done("stop", note);
  else process.stdout.write("Nothing is running.\n");
  return 0;
};
