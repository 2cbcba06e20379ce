import { Kafka, logLevel, Partitioners, type Producer } from "kafkajs";
import { connectionSecurity, type KafkaSecurity } from "./kafka-security.ts";
import type { Log } from "./log.ts";

/** Which brokers to speak to, and how: in the clear where nothing is said. */
export type KafkaAddress = { readonly brokers: readonly string[]; readonly security?: KafkaSecurity };

/** The broker client of one service. Retries are short here: the loops above it know how to wait. */
export const openKafka = (options: KafkaAddress & { clientId: string; log: Log }): Kafka =>
  new Kafka({
    clientId: options.clientId,
    brokers: [...options.brokers],
    ...connectionSecurity(options.security ?? {}),
    requestTimeout: 10_000,
    connectionTimeout: 3_000,
    retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 5 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      const { message, error } = entry.log as { message: string; error?: string };
      const fields = { kafka: entry.namespace, reason: error };
      // kafkajs reports every retried request as an error; what it cannot mend reaches us as an exception.
      options.log.info(fields, message);
    },
  });

/**
 * A producer that keeps order by itself sending one batch at a time. Not `idempotent`: kafkajs can give two batches
 * the same sequence after a time-out; the inbox of every consumer makes a resend harmless instead.
 */
export const openProducer = async (kafka: Kafka): Promise<Producer> => {
  const producer = kafka.producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
  });
  await producer.connect();
  return producer;
};
