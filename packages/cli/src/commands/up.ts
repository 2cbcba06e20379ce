import { Command } from "commander";
import { findServices } from "../repository.ts";
import { readUpOptions, type UpFlags } from "../stack/options.ts";
import { examples } from "./examples.ts";

/** `shouwen up`: the whole platform on this machine. */
export const up = (): Command =>
  new Command("up")
    .description("start the whole platform on this machine (same as npm start)")
    .option("--detach", "return once it is ready; `npm run stop` ends it")
    .option("--reset", "start from nothing: forget all data of the embedded stack")
    .option("--services <names>", "start only these services, such as intake,routing; all when left out")
    .option("--replicas <service=n...>", "run several processes of a service, such as routing=2")
    .option("--brokers <n>", "how many Kafka brokers: 1 or 3", "1")
    .option("--no-demo", "start empty: no demo properties, people and rules")
    .addHelpText(
      "after",
      `\nDATABASE_URL and KAFKA_BROKERS, when set, are used instead of the embedded PostgreSQL and Kafka.\n${examples(
        "up",
        "up --detach --replicas routing=2 --brokers 3",
      )}`,
    )
    .action(async (flags: UpFlags) => {
      const known = findServices().map(({ name }) => name);
      const { runUp } = await import("../stack/up.ts");
      process.exitCode = await runUp(readUpOptions(flags, process.env, known), process.argv.slice(2));
    });
