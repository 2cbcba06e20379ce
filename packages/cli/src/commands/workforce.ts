import { Command } from "commander";
import { examples } from "./examples.ts";

const importing = (what: "staff" | "rota", description: string): Command =>
  new Command(`import-${what}`)
    .description(description)
    .argument("<file>", "a CSV file, its header in English or Chinese; sending it again changes nothing")
    .requiredOption("--property <id>", "the property (prp_…) whose people they are")
    .addHelpText("after", examples(`workforce import-${what} ${what}.csv --property prp_lakeside`))
    .action(async (file: string, { property }: { property: string }) => {
      const { importPeople } = await import("../workforce/import-people.ts");
      process.exitCode = await importPeople({ what, file, property });
    });

/** `shouwen workforce`: staff and rota from files. */
export const workforce = (): Command =>
  new Command("workforce")
    .description("staff and rota: take them over from CSV files")
    .addCommand(importing("staff", "import staff: number, name, roles, teams, skills, supervisor, limit"))
    .addCommand(importing("rota", "import shifts: number, date, pattern or times"));
