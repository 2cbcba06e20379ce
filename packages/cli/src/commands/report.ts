import { Command } from "commander";
import type { TicketReportFlags } from "../report/report-tickets.ts";

/** `shouwen report`: what the tickets of a property add up to. */
export const report = (): Command =>
  new Command("report")
    .description("what has happened, in figures whose definitions are printed with them")
    .addCommand(
      new Command("tickets")
        .description("each ticket's first touch, resolution, waits, hand-overs and reopenings, and the sums")
        .option("--property <id>", "whose tickets; every property's when left out")
        .option("--from <moment>", "received at this moment or later: 2026-11-01T00:00:00+08:00")
        .option("--to <moment>", "received before this moment")
        .option("--format <format>", "table, or json with every ticket", "table")
        .option("--no-tickets", "json: the sums only")
        .action(async (flags: TicketReportFlags) => {
          const { reportTickets } = await import("../report/report-tickets.ts");
          await reportTickets(flags);
        }),
    );
