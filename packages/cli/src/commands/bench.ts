import { Command } from "commander";

/** `shouwen bench`: measures the platform beside a baseline. The harness stands in infra/bench and knows its options. */
export const bench = (): Command =>
  new Command("bench")
    .description("measure the platform, each figure beside its baseline from the same run")
    .argument("[words...]", "what the harness takes: `npx shouwen bench --help` lists it")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (_words: string[], _flags: object, command: Command) => {
      const { runTool } = await import("../tools/run-tool.ts");
      process.exitCode = await runTool("bench", command.args);
    });
