import { topics } from "@shouwen/contracts/catalogue";
import { kafkaFrom } from "./access.ts";
import { ensureTopics } from "./topics.ts";

/** Creates the topics of the catalogue: `KAFKA_BROKERS=a:9092,b:9092 node packages/kafka/src/main.ts`. */
const run = async (): Promise<string> => {
  const { KAFKA_BROKERS, KAFKA_REPLICAS } = process.env;
  if (!KAFKA_BROKERS) throw new Error("KAFKA_BROKERS is not set: a comma list of host:port");
  const replicas = KAFKA_REPLICAS ? { replicas: Number(KAFKA_REPLICAS) } : {};
  const created = await ensureTopics({
    ...kafkaFrom(process.env),
    brokers: KAFKA_BROKERS.split(","),
    topics,
    ...replicas,
  });
  return created.length === 0 ? `All ${topics.length} topics are there.` : `Created ${created.join(", ")}.`;
};

try {
  process.stdout.write(`${await run()}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
