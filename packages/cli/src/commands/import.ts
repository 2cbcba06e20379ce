import { Command } from "commander";

type ImportFlags = { mapping: string; property?: string; history?: boolean };

/** `shouwen import`: a file of requests into the running stack. */
export const importFile = (): Command =>
  new Command("import")
    .description("import a file of requests: CSV, or NDJSON (.ndjson, .jsonl)")
    .argument("<file>", "the file; sending it again takes nothing twice")
    .requiredOption("--mapping <name>", "what its columns mean: shouwen, sf311, or one of your own")
    .option("--property <id>", "where the requests go, unless the mapping says it")
    .option("--history", "records of the past, into a property for such")
    .action(async (file: string, flags: ImportFlags) => {
      const { runImport } = await import("../import/run-import.ts");
      process.exitCode = await runImport({ file, ...flags });
    });
