import { Command } from "commander";

/** `shouwen status`: which processes run, and whether they are ready. */
export const status = (): Command =>
  new Command("status").description("show the processes of the running stack").action(async () => {
    const { runStatus } = await import("../stack/status.ts");
    process.exitCode = await runStatus();
  });
