import { Command } from "commander";
import { examples } from "./examples.ts";

type TailFlags = { property?: string; since: string; json?: boolean };

/** `shouwen tail`: the events as they happen. */
export const tail = (): Command =>
  new Command("tail")
    .description("follow the events as they happen")
    .argument(
      "[topics...]",
      "only these topics: ticket, request, callback, message, ledger, …; all facts when left out",
    )
    .option("--property <id>", "only events of this property (prp_…)")
    .option("--since <time>", "from when on: now, beginning, or so long ago: 90s, 10m, 2h", "now")
    .option("--json", "print one JSON object a line instead of text")
    .addHelpText("after", examples("tail", "tail ticket message --property prp_lakeside --since 10m"))
    .action(async (names: string[], { property, since, json }: TailFlags) => {
      const { runTail } = await import("../tail/run-tail.ts");
      await runTail({ names, property, since, json: json ?? false });
    });
