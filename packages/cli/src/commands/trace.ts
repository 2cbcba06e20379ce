import { Command } from "commander";
import { examples } from "./examples.ts";

/** `shouwen trace`: one ticket through every service. */
export const trace = (): Command =>
  new Command("trace")
    .description("show what happened to a ticket, through every service, with times")
    .argument("<ticketId>", "the id of the ticket (tic_…), as the answer to a request names it")
    .option("--json", "print JSON instead of a tree")
    .addHelpText("after", examples("trace tic_0198d4a2-7c1e-7b3a-9f10-3f2b8a6c5d4e"))
    .action(async (ticketId: string, { json }: { json?: boolean }) => {
      const { runTrace } = await import("../trace/run-trace.ts");
      process.exitCode = await runTrace(ticketId, { json: json ?? false });
    });
