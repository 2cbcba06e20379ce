import { Command } from "commander";

/** `shouwen trace`: one ticket through every service. */
export const trace = (): Command =>
  new Command("trace")
    .description("show what happened to a ticket, through every service, with times")
    .argument("<ticketId>", "tic_…")
    .option("--json", "for machines")
    .action(async (ticketId: string, { json }: { json?: boolean }) => {
      const { runTrace } = await import("../trace/run-trace.ts");
      process.exitCode = await runTrace(ticketId, { json: json ?? false });
    });
