import { Command } from "commander";

/** `shouwen demo-data`: what `up` loads into a fresh stack, for one that was started without it or has changed since. */
export const demoData = (): Command =>
  new Command("demo-data")
    .description("load the demo group: six properties, their people and their rules (`up` does it, too)")
    .action(async () => {
      const { runningStack } = await import("../platform/running-stack.ts");
      const { loadDemoData } = await import("../demo/load-demo-data.ts");
      const { finishingDemoData } = await import("../stack/demo-step.ts");
      const { stateFolder } = await import("../stack/state-folder.ts");
      const load = (resume: boolean) => loadDemoData(runningStack(), { restore: true, resume });
      process.stdout.write(`${await finishingDemoData(stateFolder(), load)}\n`);
    });
