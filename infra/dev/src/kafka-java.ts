import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Broker, BrokerPorts } from "./kafka.ts";
import { kafkaClassPath } from "./kafka-jars.ts";
import { commonSettings, propertiesText, voters } from "./kafka-settings.ts";
import { Problem } from "./problem.ts";
import { commandOf, isAlive, launch, stopProcess } from "./processes.ts";

const execute = promisify(execFile);

type Node = { id: number; folder: string; ports: BrokerPorts };

const writeSettings = ({ id, folder, ports }: Node, all: readonly BrokerPorts[]): string => {
  const file = join(folder, "server.properties");
  const settings = {
    "node.id": String(id),
    listeners: `PLAINTEXT://127.0.0.1:${ports.client},CONTROLLER://127.0.0.1:${ports.controller}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${ports.client}`,
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "controller.quorum.voters": voters(all, () => "127.0.0.1"),
    "log.dirs": join(folder, "data"),
    ...commonSettings(all.length),
  };
  writeFileSync(file, propertiesText(settings));
  return file;
};

/** 16 random bytes as Kafka writes them; the same for all brokers of a cluster and for ever. */
const clusterId = (dir: string): string => {
  const file = join(dir, "cluster.id");
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString("base64url"));
  return readFileSync(file, "utf8");
};

const format = async (classPath: string, settings: string, id: string): Promise<void> => {
  const args = [
    "-Xshare:auto",
    "-cp",
    classPath,
    "kafka.tools.StorageTool",
    "format",
    "-t",
    id,
    "-c",
    settings,
  ];
  try {
    await execute("java", [...args, "--ignore-formatted"]);
  } catch (cause) {
    const words = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : String(cause);
    throw new Problem(`Kafka could not prepare its folder: ${words.slice(-300)}`, {
      fix: "Free disk space, or start with --reset.",
      cause,
    });
  }
};

/** A broker that an earlier run left on this folder would hold its lock. */
const stopLeftOver = async (pidFile: string, settings: string): Promise<void> => {
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, "utf8")) : 0;
  if (pid > 0 && isAlive(pid) && commandOf(pid).includes(settings)) await stopBroker(pid);
};

/** The log recovers from a kill, so a broker that lingers is not waited for long. */
const stopBroker = (pid: number): Promise<void> => stopProcess(pid, { graceMs: 8_000 });

const heapOf = (brokerCount: number): string => (brokerCount > 1 ? "-Xmx384m" : "-Xmx512m");

const startBroker = async (
  node: Node,
  all: readonly BrokerPorts[],
  how: { classPath: string; id: string },
) => {
  mkdirSync(node.folder, { recursive: true });
  const settings = writeSettings(node, all);
  const pidFile = join(node.folder, "broker.pid");
  await stopLeftOver(pidFile, settings);
  if (!existsSync(join(node.folder, "data", "meta.properties")))
    await format(how.classPath, settings, how.id);
  const logFile = join(node.folder, "broker.log");
  const jvm = [heapOf(all.length), "-XX:+UseSerialGC", "-Xshare:auto", "-Djava.awt.headless=true"];
  const args = [...jvm, "-cp", how.classPath, "kafka.Kafka", settings];
  const running = await launch({ command: "java", args, logFile, cwd: node.folder });
  writeFileSync(pidFile, String(running.pid));
  return { running, logFile, stop: () => stopBroker(running.pid) };
};

/** Starts the brokers from their jars, fetching these when this machine has none. */
export const startBrokersOnJava = async (dir: string, brokers: readonly BrokerPorts[]): Promise<Broker[]> => {
  const classPath = await kafkaClassPath();
  const id = clusterId(dir);
  const nodes = brokers.map((ports, index) => ({
    id: index + 1,
    folder: join(dir, `broker-${index + 1}`),
    ports,
  }));
  return Promise.all(nodes.map((node) => startBroker(node, brokers, { classPath, id })));
};
