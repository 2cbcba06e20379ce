import { Command } from "commander";

/** `shouwen demo-data`: what `up` loads into a fresh stack, for one that was started without it or has changed since. */
export const demoData = (): Command =>
  new Command("demo-data")
    .description("load the demo group: six properties, their people and their rules (`up` does it, too)")
    .action(async () => {
      const { runningStack } = await import("../platform/running-stack.ts");
      const { loadDemoData } = await import("../demo/load-demo-data.ts");
      process.stdout.write(`${await loadDemoData(runningStack(), { restore: true })}\n`);
    });
