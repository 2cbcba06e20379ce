import { topics as catalogue } from "@shouwen/contracts/catalogue";
import type { Admin, Kafka } from "kafkajs";
import { trackFailure, troubleOf } from "./failing-since.ts";
import type { Log } from "./log.ts";
import { startLoop } from "./waker.ts";

/** Which of the catalogue's topics can be used now, asked again every few seconds. */
export type TopicWatch = {
  /** These topics without those that are missing, or have another number of partitions. */
  usable(topics: readonly string[]): readonly string[];
  /** Is told when a topic went or came back. */
  onChange(listener: () => void): void;
  /** Looks at once. */
  look(): Promise<void>;
  /** Asks the cluster something else over the same connection. */
  ask<Answer>(question: (admin: Admin) => Promise<Answer>): Promise<Answer>;
  /** What is wrong with which topics, and since when. */
  faults(): readonly TopicFault[];
  /** Why nothing is known of the topics just now. */
  healthWarnings(): readonly string[];
  stop(): Promise<void>;
};

/** How often we look: a topic that went is given up, and one that came back taken up, that soon. */
const lookEveryMs = 5_000;

const expected = new Map(catalogue.map(({ name, partitions }) => [name, partitions]));

/** Why a topic cannot be used. `since` is a moment of this process's clock, for people. */
export type TopicFault = { readonly topic: string; readonly since: string; readonly what: string };

/** What is wrong with each topic; nothing is in it when all is well. */
const faultsIn = (partitionsOf: ReadonlyMap<string, number>): Map<string, string> => {
  const faults = new Map<string, string>();
  for (const [name, wanted] of expected) {
    const partitions = partitionsOf.get(name);
    if (partitions === undefined) faults.set(name, "the topic is missing");
    else if (partitions !== wanted) faults.set(name, `it has ${partitions} partitions, not ${wanted}`);
  }
  return faults;
};

const askTopics = async (admin: Admin): Promise<ReadonlyMap<string, number>> => {
  const { topics } = await admin.fetchTopicMetadata();
  return new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
};

/** Refuses topics with another number of partitions: order would be lost. */
const refuseWrongPartitions = (partitionsOf: ReadonlyMap<string, number>): void => {
  const wrong = [...faultsIn(partitionsOf)].filter(([name]) => partitionsOf.has(name));
  if (wrong.length > 0)
    throw new Error(
      `Topics with another number of partitions: ${wrong.map(([name, what]) => `${name}: ${what}`).join("; ")}`,
    );
};

/** Remembers what is wrong with which topic and since when. `note` answers whether that changed. */
const keepFaults = (log: Log, subscribed: readonly string[]) => {
  const faults = new Map<string, TopicFault>();
  const arise = (name: string, what: string): boolean => {
    if (faults.get(name)?.what === what) return false;
    faults.set(name, { topic: name, since: new Date().toISOString(), what });
    // Of topics that this service neither hears nor writes to it may not even be told, where Kafka has ACLs.
    const level = subscribed.includes(name) ? "error" : "info";
    log[level]({ topic: name, reason: what }, "a topic cannot be used; the others go on");
    return true;
  };
  const pass = (name: string): boolean => {
    log.info({ topic: name }, "the topic is there again");
    return faults.delete(name);
  };
  return {
    all: () => [...faults.values()],
    isFaulty: (name: string) => faults.has(name),
    note: (found: ReadonlyMap<string, string>): boolean => {
      const gone = [...faults.keys()].filter((name) => !found.has(name));
      const changes = [...gone.map(pass), ...[...found].map(([name, what]) => arise(name, what))];
      return changes.includes(true);
    },
  };
};

/**
 * Watches the topics. Throws at the start when one has another number of partitions; one that is missing, or a broker
 * that is away, is a trouble that passes: the others are used meanwhile, and it by itself once it is there.
 */
export const watchTopics = async ({
  kafka,
  log,
  subscribed,
}: {
  kafka: Kafka;
  log: Log;
  subscribed: readonly string[];
}): Promise<TopicWatch> => {
  const admin = holdAdmin(kafka);
  const faults = keepFaults(log, subscribed);
  const listeners: (() => void)[] = [];
  const asking = trackFailure();

  const look = async (): Promise<ReadonlyMap<string, number>> => {
    try {
      const partitionsOf = await admin.use(askTopics);
      asking.wentWell();
      if (faults.note(faultsIn(partitionsOf))) for (const listener of listeners) listener();
      return partitionsOf;
    } catch (error) {
      asking.failed(error as Error);
      log.info({ error: (error as Error).message }, "Kafka does not say which topics it has");
      return new Map();
    }
  };

  refuseWrongPartitions(await look());
  const loop = startLoop({
    idleMs: lookEveryMs,
    onError: () => undefined,
    turn: async () => {
      await look();
      return false;
    },
  });
  return {
    usable: (topics) => topics.filter((name) => !faults.isFaulty(name)),
    onChange: (listener) => {
      listeners.push(listener);
    },
    look: async () => void (await look()),
    ask: admin.use,
    faults: faults.all,
    healthWarnings: () => troubleOf("Kafka has not said which topics it has", asking),
    stop: async () => {
      await loop.stop();
      await admin.drop();
    },
  };
};

/** One connection for what is asked again and again; after a fault a new one. */
const holdAdmin = (kafka: Kafka) => {
  let held: Promise<Admin> | undefined;
  const connect = async (): Promise<Admin> => {
    const admin = kafka.admin();
    await admin.connect();
    return admin;
  };
  const drop = async (): Promise<void> => {
    const old = held;
    held = undefined;
    await old?.then((admin) => admin.disconnect()).catch(() => undefined);
  };
  return {
    drop,
    use: async <Answer>(question: (admin: Admin) => Promise<Answer>): Promise<Answer> => {
      held ??= connect();
      const mine = held;
      try {
        return await question(await mine);
      } catch (error) {
        if (mine === held) await drop();
        throw error;
      }
    },
  };
};
