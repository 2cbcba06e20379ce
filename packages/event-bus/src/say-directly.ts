import type { Fact } from "@shouwen/contracts/define-event";
import type { Producer } from "kafkajs";
import { newId } from "./ids.ts";
import { type KafkaAddress, openKafka, openProducer } from "./kafka.ts";
import type { Log } from "./log.ts";
import { outboxRow } from "./outbox.ts";
import { startLoop } from "./waker.ts";

/** Says facts of a process that has no database, and so no outbox: from memory, in order, until the broker has them. */
export type DirectSpeech = { say(fact: Fact): void; stop(): Promise<void> };

const mostWaiting = 10_000;
const retryMs = 1_000;
const idleMs = 60_000;

/**
 * Only for what need not survive the process, such as that a session was ended: what waits for a broker that is away is
 * lost with the process. It connects when there is something to say.
 */
export const sayDirectly = (
  options: KafkaAddress & { source: string; clientId: string; log: Log },
): DirectSpeech => {
  const waiting: Fact[] = [];
  let producer: Producer | undefined;
  const close = async () => {
    const closing = producer;
    producer = undefined;
    await closing?.disconnect().catch(() => undefined);
  };
  const loop = startLoop({
    turn: async () => {
      const [fact] = waiting;
      if (!fact) return false;
      producer ??= await openProducer(openKafka(options));
      await send(producer, fact, options.source);
      waiting.shift();
      return true;
    },
    idleMs,
    faultMs: retryMs,
    onError: (error) => {
      void close();
      options.log.warn(
        { error: (error as Error).message, waiting: waiting.length },
        "not said; trying again",
      );
    },
  });
  return {
    say: (fact) => {
      waiting.push(fact);
      if (waiting.length > mostWaiting) waiting.shift();
      loop.wake();
    },
    stop: async () => {
      await loop.stop();
      await close();
    },
  };
};

const send = async (producer: Producer, fact: Fact, source: string): Promise<void> => {
  const now = new Date().toISOString();
  const cause = { actor: null, correlationId: newId("cor") };
  const row = outboxRow(fact, { source, aggSeq: 1, now, cause });
  await producer.send({
    topic: row.topic,
    acks: -1,
    messages: [
      {
        key: row.key,
        value: row.payload,
        headers: JSON.parse(row.headers) as Record<string, string>,
        partition: row.shard,
      },
    ],
  });
};
