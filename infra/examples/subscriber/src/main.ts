import { readFileSync } from "node:fs";
import { decode } from "@shouwen/contracts/envelope";
import { slaTargetBreached } from "@shouwen/contracts/events/ticket";
import { Kafka, type KafkaMessage, logLevel } from "kafkajs";

const stackFile = new URL("../../../../.shouwen/stack.json", import.meta.url); // npm start -- --detach writes it
const brokers: string[] =
  process.env.KAFKA_BROKERS?.split(",") ?? JSON.parse(readFileSync(stackFile, "utf8")).kafka.brokers;
const seen = new Set<string>(); // where it matters: a table, written in the transaction of your own effect

const tell = ({ headers, value }: KafkaMessage): void => {
  const { envelope, data } = decode(headers ?? {}, value);
  if (envelope.type !== slaTargetBreached.type || seen.has(envelope.id)) return; // other types, and repeats
  const { ticketId, propertyId, target, dueAt, responsibleId } = slaTargetBreached.data.parse(data);
  seen.add(envelope.id);
  console.log(
    `${ticketId} of ${propertyId}: ${target} was due ${dueAt}, in the hands of ${responsibleId ?? "nobody"}`,
  );
};

const kafka = new Kafka({ clientId: "example-subscriber", brokers, logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId: process.env.GROUP_ID ?? "example-subscriber" });
await consumer.connect();
await consumer.subscribe({ topic: slaTargetBreached.topic, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ topic, partition, message }) => {
    try {
      tell(message);
    } catch (error) {
      console.error(
        `${topic}/${partition}@${message.offset} is skipped: ${error instanceof Error ? error.message : ""}`,
      );
    }
  },
});
console.log(`Listening on ${slaTargetBreached.topic}; every broken promise is printed. Ctrl-C ends it.`);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void consumer.disconnect());
