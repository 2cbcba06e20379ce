import { constants } from "node:os";
import { join } from "node:path";
import { root } from "@shouwen/cli/repository";
import { Command, InvalidArgumentError } from "commander";
import { keepResult, openStage, resultsIn, runCampaign } from "./campaign.ts";
import { endEveryEnvironment, usualSetting } from "./fault-environment.ts";
import { resultsTable, resultText } from "./results-table.ts";
import { quickRows, rows } from "./rows/all.ts";
import type { Row } from "./rows/row.ts";
import { isClean } from "./run-row.ts";
import { soak, soakText } from "./soak.ts";

type Flags = {
  all?: boolean;
  quick?: boolean;
  seeds: number;
  seed?: number;
  keep?: boolean;
  again?: boolean;
  list?: boolean;
  results: string;
  soak?: number;
  rate: number;
  slower: number;
};

const whole = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a whole number.");
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const chosen = (numbers: readonly string[], { all, quick }: Flags): readonly Row[] => {
  if (quick) return quickRows;
  if (all) return rows;
  return numbers.map((number) => {
    const row = rows.find((one) => one.number === Number(number));
    if (row) return row;
    throw new Error(`There is no row ${number}; --list shows them`);
  });
};

const LONG_SEEDS = 2;

/** Rows of one setting stand together, so that they share a stack; every row has had its first seed before any its second. */
const playsOf = (wanted: readonly Row[], { seeds, seed }: Flags) => {
  const bySetting = wanted.toSorted((one, other) =>
    JSON.stringify(one.setting ?? {}).localeCompare(JSON.stringify(other.setting ?? {})),
  );
  const numbers = seed === undefined ? Array.from({ length: seeds }, (_, index) => index + 1) : [seed];
  return numbers.flatMap((number) =>
    bySetting
      .filter(({ long }) => seed !== undefined || !long || number <= LONG_SEEDS)
      .map((row) => ({ row, seed: number })),
  );
};

const runSoak = async (minutes: number, { rate, seed = 1, keep = false }: Flags): Promise<number> => {
  const stage = await openStage(usualSetting);
  try {
    say(`${minutes} minutes at ${rate} a second under random harm (seed ${seed})`);
    const result = await soak(stage, { minutes, ratePerSecond: rate, seed });
    say(soakText(result));
    const { lost, doubled, disordered, wrong } = result.judgement;
    return lost + doubled + disordered + wrong + result.open + result.grown.length === 0 ? 0 : 1;
  } finally {
    stage.journal.close();
    await stage.environment.stop({ keep });
  }
};

const run = async (numbers: readonly string[], flags: Flags): Promise<number> => {
  if (flags.list) {
    for (const { number, title } of rows) say(`${number}  ${title}`);
    return 0;
  }
  if (flags.soak) return runSoak(flags.soak, flags);
  const wanted = chosen(numbers, flags);
  if (wanted.length === 0) throw new Error("Say which rows: numbers, --quick or --all. --list shows them");
  const earlier = flags.all && !flags.again ? resultsIn(flags.results).filter(isClean) : [];
  const isDone = (row: Row, seed: number) =>
    earlier.some((one) => one.row === row.number && one.seed === seed);
  const plays = playsOf(wanted, flags).filter(({ row, seed }) => !isDone(row, seed));
  if (earlier.length > 0) say(`${earlier.length} runs are kept from before; ${plays.length} are left`);
  const stopping = new AbortController();
  process.once("SIGINT", () => {
    say("Stopping after this run; the same command takes it up again");
    stopping.abort();
    endOn("SIGINT");
  });
  const results = await runCampaign(
    {
      plays,
      quick: flags.quick ?? false,
      slower: flags.slower,
      keep: flags.keep ?? false,
      onStage: say,
      onResult: (result) => {
        say(resultText(result));
        if (!flags.quick) keepResult(flags.results, result);
        if (!isClean(result)) say(`  again: npx shouwen faults ${result.row} --seed ${result.seed} --keep`);
      },
    },
    stopping.signal,
  );
  say(`\n${resultsTable([...earlier, ...results])}`);
  return results.every(isClean) ? 0 : 1;
};

/** Ends what was started, and then this process, as the signal asks: a stack that nobody watches would run for ever. */
const endOn = (name: NodeJS.Signals): void => {
  process.once(name, () => {
    say("Ending everything that was started");
    const code = 128 + (constants.signals[name] ?? 0);
    void endEveryEnvironment().finally(() => process.exit(code));
  });
};

endOn("SIGTERM");
endOn("SIGHUP");

await new Command("faults")
  .description("break the platform in every way that we know, and count what it lost, doubled or disordered")
  .argument("[rows...]", "numbers of rows")
  .option("--all", "every row; runs that were clean before are not repeated")
  .option("--quick", "the quick set, in under three minutes")
  .option("--seeds <n>", "so many seeds; rows that last over two minutes have 2", whole, 1)
  .option("--seed <n>", "only this seed", whole)
  .option("--soak <minutes>", "so long at a steady rate under random harm, and watch memory", whole)
  .option("--rate <n>", "customers a second, for --soak", whole, 20)
  .option(
    "--slower <n>",
    "customers ask so many times slower, where the machine has other things to do",
    whole,
    1,
  )
  .option("--again", "repeat what was clean before as well")
  .option("--keep", "keep the folder of a stack on which something went wrong")
  .option("--list", "show the rows")
  .option("--results <file>", "where runs are kept", join(root, ".shouwen-faults", "runs.jsonl"))
  .action(async (numbers: string[], flags: Flags) => {
    process.exitCode = await run(numbers, flags);
  })
  .parseAsync()
  .catch(async (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    await endEveryEnvironment();
  });
// Sockets of a client that outlived its server would hold the process; everything is closed and written by now.
process.exit();
