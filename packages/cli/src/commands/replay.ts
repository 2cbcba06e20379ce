import { Command, InvalidArgumentError } from "commander";
import { examples } from "./examples.ts";

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
    .requiredOption("--group <service>", "the service that is to hear them once more, such as scoring")
    .requiredOption("--from <time>", "events from this moment on: ISO 8601, or so long ago: 90m, 24h, 7d")
    .requiredOption("--reason <text>", "why you do it; kept in the audit trail")
    .option("--to <time>", "events up to this moment; up to now when left out")
    .option("--types <names>", "only events of these types, such as ticket.closed.v1,callback.completed.v1")
    .option("--consumer <name>", "only this consumer of the service, as `dead-letters list` names it")
    .option("--rate <n>", "at most so many events a second; as fast as it goes when left out", perSecond)
    .addHelpText(
      "after",
      `\nAn event that a consumer has in its inbox already (30 days) changes nothing. Safe to stop and to repeat.\n${examples(
        'replay --group scoring --from 24h --types callback.completed.v1 --reason "a rule was added"',
      )}`,
    )
    .action(async (flags: Flags) => {
      const { runReplay } = await import("../replay/run-replay.ts");
      process.exitCode = await runReplay(flags);
    });
