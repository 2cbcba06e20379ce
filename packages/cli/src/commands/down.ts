import { Command } from "commander";

/** `shouwen down`: ends what `up` started. */
export const down = (): Command =>
  new Command("down")
    .description("stop everything that `up` started (same as npm run stop)")
    .action(async () => {
      const { runDown } = await import("../stack/down.ts");
      process.exitCode = await runDown();
    });
