import { Command, InvalidArgumentError } from "commander";
import { examples } from "./examples.ts";

type Flags = {
  service?: string;
  id?: number;
  fingerprint?: string;
  consumer?: string;
  rate?: number;
  reason: string;
};

const count = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a number.");
};

const act = (action: "retry" | "discard", description: string): Command =>
  new Command(action)
    .description(description)
    .requiredOption("--reason <text>", "why you do it; kept in the audit trail")
    .option("--service <name>", "only messages of this service, such as scoring; of all when left out")
    .option(
      "--fingerprint <group>",
      "only one group of alike messages, by the fingerprint that `dead-letters list` prints",
    )
    .option(
      "--consumer <name>",
      "only those that this consumer could not handle, as `dead-letters list` names it",
    )
    .option("--id <number>", "only the message with this number, as `dead-letters show` prints it", count)
    .action(async ({ reason, service, id, fingerprint, consumer, rate }: Flags) => {
      const { actOnDeadLetters } = await import("../dead-letters/run-dead-letters.ts");
      const selection = { service, id, fingerprint, consumer };
      process.exitCode = await actOnDeadLetters(action, selection, { reason, perSecond: rate });
    });

const show = (): Command =>
  new Command("show")
    .description("show messages one by one: why, their trace, and what happened to their ticket")
    .requiredOption("--service <name>", "the service whose messages to show, such as scoring")
    .option(
      "--fingerprint <group>",
      "only one group of alike messages, by the fingerprint that `dead-letters list` prints",
    )
    .option(
      "--consumer <name>",
      "only those that this consumer could not handle, as `dead-letters list` names it",
    )
    .option("--id <number>", "only the message with this number, as `dead-letters show` prints it", count)
    .action(async ({ service, ...selection }: Required<Pick<Flags, "service">> & Flags) => {
      const { showDeadLetters } = await import("../dead-letters/show-dead-letters.ts");
      const { id, fingerprint, consumer } = selection;
      process.exitCode = await showDeadLetters(service, { id, fingerprint, consumer });
    });

const list = (): Command =>
  new Command("list")
    .description("show what was set aside, in groups of alike messages")
    .option("--service <name>", "only messages of this service, such as scoring; of all when left out")
    .option("--json", "print JSON instead of a table")
    .action(async ({ service, json }: { service?: string; json?: boolean }) => {
      const { listDeadLetters } = await import("../dead-letters/run-dead-letters.ts");
      process.exitCode = await listDeadLetters(service, json ?? false);
    });

/** `shouwen dead-letters`: messages that no service could handle. */
export const deadLetters = (): Command =>
  new Command("dead-letters")
    .description("messages that could not be handled: see them, put them back in line, give them up")
    .addCommand(list(), { isDefault: true })
    .addCommand(show())
    .addCommand(
      act("retry", "put messages back in line").option(
        "--rate <n>",
        "put so many a second back; all at once when left out",
        count,
      ),
    )
    .addCommand(act("discard", "give messages up for good; their rows are kept"))
    .addHelpText(
      "after",
      examples(
        "dead-letters",
        "dead-letters show --service scoring",
        'dead-letters retry --service scoring --fingerprint 1f2e3d4c5b6a --reason "fixed in 1.4.2"',
      ),
    );
