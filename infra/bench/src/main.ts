import { writeFileSync } from "node:fs";
import { constants, cpus, totalmem } from "node:os";
import { Command } from "commander";
import { type Figure, figuresTable } from "./figure.ts";
import { measureAccepts } from "./figures/accepts.ts";
import { measureGrowth } from "./figures/growth.ts";
import { measureImports } from "./figures/imports.ts";
import { measureQueues } from "./figures/queues.ts";
import { measureRuntime } from "./figures/runtime.ts";
import { measureSearch } from "./figures/search.ts";
import { measureStart } from "./figures/start.ts";
import { measureTickets } from "./figures/tickets.ts";
import { endEverySite } from "./site.ts";

/** What can be measured, by the word for the command line. */
const benches: readonly (readonly [word: string, what: string, measure: () => Promise<readonly Figure[]>])[] =
  [
    ["accepts", "P1", measureAccepts],
    ["tickets", "P2 and P3", measureTickets],
    ["runtime", "P4 to P8", measureRuntime],
    ["start", "P9", measureStart],
    ["queues", "lists and counts with many tickets", measureQueues],
    ["imports", "people's requests beside imports", measureImports],
    ["search", "finding tickets by number and words, among a million", measureSearch],
    ["growth", "P1 to P3 again with a million tickets", measureGrowth],
  ];

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const machine = (): string =>
  `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}`;

const run = async (words: readonly string[], { write }: { write?: string }): Promise<void> => {
  const wanted = words.length > 0 ? words : benches.map(([word]) => word);
  const stranger = wanted.find((word) => !benches.some(([known]) => known === word));
  if (stranger) throw new Error(`There is no ${stranger}: ${benches.map(([word]) => word).join(", ")}`);
  const figures: Figure[] = [];
  for (const [word, what, measure] of benches.filter(([known]) => wanted.includes(known))) {
    say(`measuring ${word} (${what})…`);
    const measured = await measure();
    figures.push(...measured);
    say(figuresTable(measured).split("\n").slice(2).join("\n"));
  }
  const table = `${machine()}\n\n${figuresTable(figures)}\n`;
  say(`\n${table}`);
  if (write) writeFileSync(write, table);
};

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(name, () => {
    void endEverySite().finally(() => process.exit(128 + (constants.signals[name] ?? 0)));
  });

await new Command("bench")
  .description("measure the platform, each figure beside its baseline from the same run")
  .argument("[figures...]", `only these: ${benches.map(([word, what]) => `${word} (${what})`).join(", ")}`)
  .option("--write <file>", "write the table into a file as well")
  .action(run)
  .parseAsync()
  .catch((error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
process.exit();
