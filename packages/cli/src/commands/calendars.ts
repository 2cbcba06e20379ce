import { Command } from "commander";
import type { OfficialDaysFlags } from "../calendars/bring-official-days.ts";
import { examples } from "./examples.ts";

/** `shouwen calendars`: business calendars. */
export const calendars = (): Command =>
  new Command("calendars")
    .description("business calendars: bring the days off that a government has announced")
    .addCommand(
      new Command("official")
        .description(
          "put the official days off and make-up workdays of years into a calendar, and publish it",
        )
        .argument(
          "<papers...>",
          "JSON files in the form of the holiday-cn project (one a year), or folders of them",
        )
        .requiredOption(
          "--property <id>",
          "the property (prp_…) whose calendar is read, completed and published anew",
        )
        .option("--scope <scope>", "publish it for another scope than this property: group is the only one")
        .option(
          "--effective-from <moment>",
          "from when on it counts (2027-01-01T00:00:00+08:00); at once when left out",
        )
        .option("--dry-run", "publish nothing; only say what would change")
        .addHelpText("after", examples("calendars official 2027.json --property prp_lakeside --dry-run"))
        .action(async (papers: string[], flags: OfficialDaysFlags) => {
          const { bringOfficialDays } = await import("../calendars/bring-official-days.ts");
          await bringOfficialDays(papers, flags);
        }),
    );
