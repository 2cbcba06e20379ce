import { randomUUID } from "node:crypto";
import type { DataOf, EventDefinition } from "@shouwen/contracts/define-event";
import { type Envelope, schemaUriOf, toHeaders } from "@shouwen/contracts/envelope";
import { sampleOf } from "@shouwen/contracts/fixtures";
import { Kafka, logLevel, type Producer } from "kafkajs";

/** Says events on the topics, as the services' relays do. */
export type Speaker = {
  say<Definition extends EventDefinition>(
    definition: Definition,
    overrides: Partial<DataOf<Definition>>,
    envelope?: Partial<Envelope>,
  ): Promise<void>;
  close(): Promise<void>;
};

const keyOf = (definition: EventDefinition, data: unknown): string =>
  String((data as Record<string, unknown>)[definition.key]);

export const openSpeaker = async (brokers: readonly string[]): Promise<Speaker> => {
  const retry = { retries: 30, maxRetryTime: 2_000 }; // topics that were just made may have no leader yet
  const producer: Producer = new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry,
  }).producer();
  await producer.connect();
  return {
    say: async (definition, overrides, envelope = {}) => {
      const data = sampleOf(definition, overrides);
      const key = keyOf(definition, data);
      const { propertyId } = data as { propertyId?: string };
      const headers = toHeaders({
        id: randomUUID(),
        source: "/services/test",
        type: definition.type,
        specversion: "1.0",
        time: new Date().toISOString(),
        subject: key,
        dataschema: schemaUriOf(definition.type),
        aggseq: 1,
        correlationid: "test",
        ...(propertyId === undefined ? {} : { propertyid: propertyId }),
        ...envelope,
      });
      await producer.send({
        topic: definition.topic,
        messages: [{ key, value: JSON.stringify(data), headers }],
      });
    },
    close: () => producer.disconnect(),
  };
};
