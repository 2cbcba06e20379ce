import { Command, InvalidArgumentError } from "commander";

type Flags = {
  group: string;
  from: string;
  to?: string;
  types?: string;
  consumer?: string;
  rate?: number;
  reason: string;
};

const perSecond = (text: string): number => {
  const value = Number(text);
  if (value > 0) return value;
  throw new InvalidArgumentError("Expected a number above 0.");
};

/** `shouwen replay`: lets a service hear events once more. */
export const replay = (): Command =>
  new Command("replay")
    .description(
      "let a service hear events once more, from the archives; its live offsets stay where they are",
    )
    .requiredOption("--group <service>", "who is to hear them: a service")
    .requiredOption("--from <time>", "ISO 8601, or so long ago: 90m, 24h, 7d")
    .requiredOption("--reason <text>", "why; kept in the audit trail")
    .option("--to <time>", "up to then; now when left out")
    .option("--types <names>", "only these, e.g. ticket.closed.v1,callback.completed.v1")
    .option("--consumer <name>", "only this consumer of the service")
    .option("--rate <n>", "so many events a second at most", perSecond)
    .addHelpText(
      "after",
      "\nAn event that a consumer has in its inbox already (30 days) changes nothing. Safe to stop and to repeat.",
    )
    .action(async (flags: Flags) => {
      const { runReplay } = await import("../replay/run-replay.ts");
      process.exitCode = await runReplay(flags);
    });
