import { Command } from "commander";
import type { TicketReportFlags } from "../report/report-tickets.ts";
import { examples } from "./examples.ts";

/** `shouwen report`: what the tickets of a property add up to. */
export const report = (): Command =>
  new Command("report")
    .description("what has happened, in figures whose definitions are printed with them")
    .addCommand(
      new Command("tickets")
        .description("each ticket's first touch, resolution, waits, hand-overs and reopenings, and the sums")
        .option("--property <id>", "only tickets of this property (prp_…); of all when left out")
        .option("--from <moment>", "only tickets received at this moment or later: 2026-11-01T00:00:00+08:00")
        .option("--to <moment>", "only tickets received before this moment")
        .option("--format <format>", "table for people; json for machines, with every ticket", "table")
        .option("--no-tickets", "with --format json: leave the single tickets out, print the sums only")
        .addHelpText(
          "after",
          examples("report tickets --property prp_lakeside --from 2026-11-01T00:00:00+08:00"),
        )
        .action(async (flags: TicketReportFlags) => {
          const { reportTickets } = await import("../report/report-tickets.ts");
          await reportTickets(flags);
        }),
    );
