import { Command } from "commander";
import { findServices } from "../repository.ts";
import { readUpOptions, type UpFlags } from "../stack/options.ts";

/** `shouwen up`: the whole platform on this machine. */
export const up = (): Command =>
  new Command("up")
    .description("start the whole platform on this machine (same as npm start)")
    .option("--detach", "return once it is ready; `npm run stop` ends it")
    .option("--reset", "start from nothing: forget all data of the embedded stack")
    .option("--services <names>", "start only these, e.g. intake,routing")
    .option("--replicas <service=n...>", "run several processes of a service, e.g. routing=2")
    .option("--brokers <n>", "1 or 3 Kafka brokers", "1")
    .option("--no-demo", "load no demo data")
    .addHelpText(
      "after",
      "\nDATABASE_URL and KAFKA_BROKERS, when set, are used instead of the embedded PostgreSQL and Kafka.",
    )
    .action(async (flags: UpFlags) => {
      const known = findServices().map(({ name }) => name);
      const { runUp } = await import("../stack/up.ts");
      process.exitCode = await runUp(readUpOptions(flags, process.env, known), process.argv.slice(2));
    });
