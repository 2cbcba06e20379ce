import { Command } from "commander";
import { examples } from "./examples.ts";

type ImportFlags = { mapping: string; property?: string; history?: boolean };

/** `shouwen import`: a file of requests into the running stack. */
export const importFile = (): Command =>
  new Command("import")
    .description("import a file of requests: CSV, or NDJSON (.ndjson, .jsonl)")
    .argument("<file>", "a file ending in .csv, .ndjson or .jsonl; sending it again takes nothing twice")
    .requiredOption(
      "--mapping <name>",
      "what its columns mean: shouwen (our own columns), sf311, or a file of yours in services/intake/mappings",
    )
    .option("--property <id>", "the property (prp_…) that the requests are for, unless the mapping names one")
    .option("--history", "take them as records of the past: no offers, timers or messages come of them")
    .addHelpText("after", "\nEnds with 1 when a row was rejected, and says where all of them are.")
    .addHelpText("after", examples("import requests.csv --mapping shouwen --property prp_lakeside"))
    .action(async (file: string, flags: ImportFlags) => {
      const { runImport } = await import("../import/run-import.ts");
      process.exitCode = await runImport({ file, ...flags });
    });
