import { Command } from "commander";
import type { CheckFlags } from "../import/check-mapping.ts";
import { examples } from "./examples.ts";

/** `shouwen mappings`: what the columns of other systems' files mean. */
export const mappings = (): Command =>
  new Command("mappings")
    .description("what the columns of other systems' files mean: check a mapping before it is used")
    .addCommand(
      new Command("check")
        .description(
          "say what is wrong with a mapping, and what would become of a file's rows; takes nothing",
        )
        .argument("<mapping>", "the mapping file (YAML); it need not lie in the mappings folder yet")
        .argument("[file]", "a file that it is meant for: CSV, or NDJSON (.ndjson, .jsonl)")
        .option("--rows <count>", "how many rows to show", "20")
        .option("--time-zone <zone>", "of times without offset, where the mapping names none", "UTC")
        .option("--history", "read the rows as records of the past")
        .addHelpText(
          "after",
          examples("mappings check services/intake/mappings/sf311.yaml requests.csv --rows 20"),
        )
        .action(async (mapping: string, file: string | undefined, flags: CheckFlags) => {
          const { checkMapping } = await import("../import/check-mapping.ts");
          process.exitCode = await checkMapping(mapping, file, flags);
        }),
    );
