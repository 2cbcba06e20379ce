import { Command } from "commander";

/** `shouwen faults`: breaks the platform on purpose. The harness stands in infra/faults and knows its own options. */
export const faults = (): Command =>
  new Command("faults")
    .description(
      "break the platform in every way that we know, and count what it lost, doubled or disordered",
    )
    .argument("[words...]", "what the harness takes: `npx shouwen faults --help` lists it")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (_words: string[], _flags: object, command: Command) => {
      const { runTool } = await import("../tools/run-tool.ts");
      process.exitCode = await runTool("faults", command.args);
    });
