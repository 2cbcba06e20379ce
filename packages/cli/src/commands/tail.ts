import { Command } from "commander";

type TailFlags = { property?: string; since: string; json?: boolean };

/** `shouwen tail`: the events as they happen. */
export const tail = (): Command =>
  new Command("tail")
    .description("follow the events as they happen")
    .argument("[topics...]", "ticket, request, callback, message, ledger…; all facts when left out")
    .option("--property <id>", "only this property's")
    .option("--since <time>", "now, beginning, 90s, 10m or 2h ago", "now")
    .option("--json", "one JSON object per line")
    .action(async (names: string[], { property, since, json }: TailFlags) => {
      const { runTail } = await import("../tail/run-tail.ts");
      await runTail({ names, property, since, json: json ?? false });
    });
