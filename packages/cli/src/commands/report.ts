import { Command } from "commander";
import type { TicketReportFlags } from "../report/report-tickets.ts";
import { examples } from "./examples.ts";

const repeated = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

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
        .option(
          "--group-by <field>",
          "the sums of each value of a field as well: kind, category, ownerId, teamName…",
        )
        .option(
          "--limit <span>",
          "the share that took this long at most: 30m, 24h, 2d; may be repeated",
          repeated,
        )
        .option(
          "--working",
          "times in working time, by the property's calendar, not by the clock on the wall",
        )
        .option(
          "--wait <seconds>",
          "how long to wait for requests that are on their way to become tickets",
          "60",
        )
        .option("--format <format>", "table for people; json for machines, with every ticket", "table")
        .option("--no-tickets", "with --format json: leave the single tickets out, print the sums only")
        .addHelpText(
          "after",
          examples(
            "report tickets --property prp_lakeside --from 2026-11-01T00:00:00+08:00",
            "report tickets --property prp_lakeside --group-by category --limit 30m --limit 24h --working",
          ),
        )
        .action(async (flags: TicketReportFlags) => {
          const { reportTickets } = await import("../report/report-tickets.ts");
          await reportTickets(flags);
        }),
    );
