import { Command } from "commander";
import { examples } from "./examples.ts";

type Flags = { mapping: string; property?: string };

/** `shouwen import-log`: whole lives of another system's tickets into the running stack. */
export const importLog = (): Command =>
  new Command("import-log")
    .description("import an event log of another system: a row for each step, cases as they were")
    .argument("<file>", "the log as CSV, a row for each step of a case; sending it again takes nothing twice")
    .requiredOption(
      "--mapping <name>",
      "what its columns and steps mean: helpdesk-italy, or a file of yours in services/intake/mappings",
    )
    .option("--property <id>", "the property (prp_…) that the records are for, unless the mapping names one")
    .addHelpText("after", "\nEnds with 1 when a row was rejected, and says where all of them are.")
    .addHelpText("after", examples("import-log helpdesk.csv --mapping helpdesk-italy"))
    .action(async (file: string, flags: Flags) => {
      const { runImport } = await import("../import/run-import.ts");
      process.exitCode = await runImport({ file, history: true, rowsAre: "steps", ...flags });
    });
