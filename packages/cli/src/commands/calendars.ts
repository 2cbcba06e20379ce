import { Command } from "commander";
import type { OfficialDaysFlags } from "../calendars/bring-official-days.ts";

/** `shouwen calendars`: business calendars. */
export const calendars = (): Command =>
  new Command("calendars")
    .description("business calendars: bring the days off that a government has announced")
    .addCommand(
      new Command("official")
        .description(
          "put the official days off and make-up workdays of years into a calendar, and publish it",
        )
        .argument("<papers...>", "files in the form of holiday-cn, or folders of them")
        .requiredOption("--property <id>", "whose calendar is taken and published anew")
        .option("--scope <scope>", "publish it for the whole group instead: group")
        .option("--effective-from <moment>", "from when on it counts; at once when left out")
        .option("--dry-run", "say what would change and publish nothing")
        .action(async (papers: string[], flags: OfficialDaysFlags) => {
          const { bringOfficialDays } = await import("../calendars/bring-official-days.ts");
          await bringOfficialDays(papers, flags);
        }),
    );
