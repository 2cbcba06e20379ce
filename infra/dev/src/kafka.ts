import { mkdirSync } from "node:fs";
import { Kafka, logLevel } from "kafkajs";
import { hasDocker } from "./docker.ts";
import { startBrokersInDocker } from "./kafka-docker.ts";
import { hasJava } from "./kafka-jars.ts";
import { startBrokersOnJava } from "./kafka-java.ts";
import { Problem } from "./problem.ts";
import { type Running, waitUntilReady } from "./processes.ts";

/** One broker: its number from 1 and its two ports on 127.0.0.1. */
export type BrokerPorts = { client: number; controller: number };

/** Where an embedded Kafka keeps its files, and the ports of its brokers: one or three. */
export type KafkaOptions = { dir: string; brokers: readonly BrokerPorts[] };

/** One broker process and how to end it. */
export type Broker = { running: Running; logFile: string; stop: () => Promise<void> };

/** A running Kafka. `brokers` are the addresses for clients, `pids` in the same order. */
export type KafkaCluster = {
  brokers: string[];
  pids: number[];
  logFiles: string[];
  stop: () => Promise<void>;
};

const canSeeAll = (addresses: readonly string[]): (() => Promise<boolean>) => {
  const retry = { retries: 0 };
  const kafka = new Kafka({
    brokers: [...addresses],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 500,
    retry,
  });
  return async () => {
    const admin = kafka.admin({ retry });
    try {
      await admin.connect();
      const { brokers, controller } = await admin.describeCluster();
      return brokers.length === addresses.length && controller !== null;
    } catch {
      return false;
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  };
};

const start = ({ dir, brokers }: KafkaOptions): Promise<Broker[]> => {
  if (hasJava()) return startBrokersOnJava(dir, brokers);
  if (hasDocker()) return startBrokersInDocker(dir, brokers);
  throw new Problem("Kafka needs Java 17 or newer, and there is neither that nor Docker", {
    fix: "Install Java (Debian: apt-get install openjdk-17-jre-headless maven · macOS: brew install openjdk maven), or set KAFKA_BROKERS to a Kafka of yours.",
  });
};

/** All at once: a broker that leaves in order waits for a controller, which needs the others. */
const stopAll = async (brokers: readonly Broker[]): Promise<void> => {
  await Promise.all(brokers.map(({ stop }) => stop()));
};

/**
 * Starts one or three real Kafka brokers (KRaft, each also a controller) on 127.0.0.1 and resolves once all of
 * them answer. They need no living parent. Topics are never made by accident: who wants one creates it.
 */
export const startKafka = async (options: KafkaOptions): Promise<KafkaCluster> => {
  mkdirSync(options.dir, { recursive: true });
  const addresses = options.brokers.map(({ client }) => `127.0.0.1:${client}`);
  const brokers = await start(options);
  const isReady = canSeeAll(addresses);
  try {
    for (const { running, logFile } of brokers) {
      const onFailure = (reason: string) =>
        new Problem(`Kafka did not start: ${reason}`, { fix: `Its last words are in ${logFile}.` });
      await waitUntilReady(running, isReady, { timeoutMs: 60_000, onFailure });
    }
  } catch (error) {
    await stopAll(brokers);
    throw error;
  }
  const pids = brokers.map(({ running }) => running.pid);
  const logFiles = brokers.map(({ logFile }) => logFile);
  return { brokers: addresses, pids, logFiles, stop: () => stopAll(brokers) };
};
