import { mkdirSync, rmSync } from "node:fs";
import { Kafka, logLevel } from "kafkajs";
import { hasDocker } from "../machine/docker.ts";
import { type Served, waitUntilReady } from "../machine/processes.ts";
import { Problem } from "../problem.ts";
import { launchBrokerInDocker, removeDockerVolumes } from "./docker.ts";
import { hasJava } from "./jars.ts";
import { launchBrokerOnJava } from "./java.ts";
import type { KafkaOptions } from "./settings.ts";

export type { BrokerPorts, KafkaOptions } from "./settings.ts";

/** A running Kafka. `brokers` are the addresses for clients, `pids` in the same order. */
export type KafkaCluster = { brokers: string[]; pids: number[]; stop: () => Promise<void> };

/** The addresses that clients of this Kafka are given. */
export const brokerAddresses = ({ brokers }: KafkaOptions): string[] =>
  brokers.map(({ client, advertised }) => `127.0.0.1:${advertised ?? client}`);

const RETRY = { retries: 0 };

/**
 * It answers, and some partition has no leader yet: it may be this broker that is to lead it. One that was stopped for
 * not being ready, and started again, never came to lead.
 */
const lacksLeaders = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { type, cause } = error as { type?: string; cause?: unknown };
  return type === "LEADER_NOT_AVAILABLE" || lacksLeaders(cause);
};

/** Whether this broker itself answers and sees a controller and the whole cluster. */
const seesAll = async (address: string, brokerCount: number): Promise<boolean> => {
  const how = { brokers: [address], logLevel: logLevel.NOTHING, connectionTimeout: 3_000, retry: RETRY };
  const admin = new Kafka(how).admin({ retry: RETRY });
  try {
    await admin.connect();
    const { brokers, controller } = await admin.describeCluster();
    return brokers.length === brokerCount && controller !== null;
  } catch (error) {
    return lacksLeaders(error);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
};

const chooseLauncher = (): typeof launchBrokerOnJava => {
  if (hasJava()) return launchBrokerOnJava;
  if (hasDocker()) return launchBrokerInDocker;
  throw new Problem("Kafka needs Java 17 or newer, and there is neither that nor Docker", {
    fix: "Install Java (Debian: apt-get install openjdk-17-jre-headless maven · macOS: brew install openjdk maven), or set KAFKA_BROKERS to a Kafka of yours.",
  });
};

/**
 * Starts broker `id` (from 1) of a cluster and resolves once all its brokers answer; start them at the same time.
 * It needs no living parent. Topics are never made by accident: who wants one creates it.
 */
export const startBroker = async (options: KafkaOptions, id: number): Promise<Served> => {
  mkdirSync(options.dir, { recursive: true });
  const broker = await chooseLauncher()(options, id);
  const address = brokerAddresses(options)[id - 1] ?? "";
  await waitUntilReady(broker, () => seesAll(address, options.brokers.length), {
    timeoutMs: 120_000, // a laptop that is busy with other things
    everyMs: 100,
    onFailure: (reason) =>
      new Problem(`Kafka did not start: ${reason}`, { fix: `Its last words are in ${broker.logFile}.` }),
  });
  return broker;
};

/** Starts one or three real Kafka brokers (KRaft, each also a controller) on 127.0.0.1. */
export const startKafka = async (options: KafkaOptions): Promise<KafkaCluster> => {
  const starts = options.brokers.map((_, index) => startBroker(options, index + 1));
  const brokers = (await Promise.allSettled(starts)).flatMap((it) =>
    it.status === "fulfilled" ? it.value : [],
  );
  // All at once: a broker that leaves in order waits for a controller, which needs the others.
  const stop = async () => void (await Promise.all(brokers.map((broker) => broker.stop())));
  if (brokers.length < starts.length) {
    await stop();
    await Promise.all(starts); // throws what went wrong
  }
  return { brokers: brokerAddresses(options), pids: brokers.map(({ pid }) => pid), stop };
};

/** Forgets all that a stopped Kafka kept in this folder. */
export const forgetKafka = (dir: string): void => {
  if (!hasJava() && hasDocker()) removeDockerVolumes(dir);
  rmSync(dir, { recursive: true, force: true });
};
