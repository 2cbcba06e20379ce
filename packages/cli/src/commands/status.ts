import { Command } from "commander";

type StatusFlags = { json?: boolean; wait?: boolean; timeout: string };

/** `shouwen status`: what each service has done and has still to do, and how much there is on the platform. */
export const status = (): Command =>
  new Command("status")
    .description("show what each service has done and has still to do, and how much there is in all")
    .option("--json", "for machines")
    .option("--wait", "wait until nothing is on its way: outboxes empty, no lag, nothing parked")
    .option("--timeout <seconds>", "how long --wait waits", "120")
    .action(async ({ json, wait, timeout }: StatusFlags) => {
      const { runStatus } = await import("../status/run-status.ts");
      process.exitCode = await runStatus({
        json: json ?? false,
        wait: wait ?? false,
        timeoutMs: Number(timeout) * 1_000,
      });
    });
