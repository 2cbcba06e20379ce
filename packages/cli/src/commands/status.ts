import { Command } from "commander";
import { examples } from "./examples.ts";

type StatusFlags = { json?: boolean; wait?: boolean; timeout: string };

/** `shouwen status`: what each service has done and has still to do, and how much there is on the platform. */
export const status = (): Command =>
  new Command("status")
    .description("show what each service has done and has still to do, and how much there is in all")
    .option("--json", "print JSON instead of a table")
    .option("--wait", "wait until nothing is on its way: outboxes empty, no lag, nothing parked")
    .option("--timeout <seconds>", "how many seconds --wait waits before it gives up with exit code 1", "120")
    .addHelpText("after", examples("status", "status --wait --timeout 60"))
    .action(async ({ json, wait, timeout }: StatusFlags) => {
      const { runStatus } = await import("../status/run-status.ts");
      process.exitCode = await runStatus({
        json: json ?? false,
        wait: wait ?? false,
        timeoutMs: Number(timeout) * 1_000,
      });
    });
