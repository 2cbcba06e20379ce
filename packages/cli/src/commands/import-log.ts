import { Command } from "commander";

type Flags = { mapping: string; property?: string };

/** `shouwen import-log`: whole lives of another system's tickets into the running stack. */
export const importLog = (): Command =>
  new Command("import-log")
    .description("import an event log of another system: a row for each step, cases as they were")
    .argument("<file>", "the log as CSV; sending it again takes nothing twice")
    .requiredOption("--mapping <name>", "what its columns and activities mean: helpdesk-italy, or your own")
    .option("--property <id>", "where the records go, unless the mapping says it")
    .action(async (file: string, flags: Flags) => {
      const { runImport } = await import("../import/run-import.ts");
      process.exitCode = await runImport({ file, history: true, rowsAre: "steps", ...flags });
    });
