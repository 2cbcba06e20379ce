import { Command } from "commander";
import { examples } from "./examples.ts";

/** `shouwen trace`: one ticket through every service. */
export const trace = (): Command =>
  new Command("trace")
    .description("show what happened to a ticket, through every service, with times")
    .argument(
      "<ticket>",
      "its number as people say it (S26-0001), or its id (tic_…) or its request's (req_…), as the answer to a request names it",
    )
    .option("--property <id>", "of which property, where several have a ticket of that number")
    .option("--json", "print JSON instead of a tree")
    .addHelpText("after", examples("trace S26-0001 --property prp_lakeside"))
    .action(async (ticket: string, { json, property }: { json?: boolean; property?: string }) => {
      const { runTrace } = await import("../trace/run-trace.ts");
      process.exitCode = await runTrace(ticket, { json: json ?? false, property });
    });
