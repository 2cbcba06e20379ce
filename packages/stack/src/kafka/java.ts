import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { commandOf, isAlive, launch, type Served, stopProcess } from "../machine/processes.ts";
import { Problem } from "../problem.ts";
import { kafkaClassPath } from "./jars.ts";
import type { BrokerPorts, KafkaOptions } from "./settings.ts";
import { commonSettings, propertiesText, voters } from "./settings.ts";

const execute = promisify(execFile);

const raiseNoSuchBroker = (id: number): never => {
  throw new Error(`No ports are given for broker ${id}`);
};

const writeSettings = (folder: string, id: number, all: readonly BrokerPorts[]): string => {
  const file = join(folder, "server.properties");
  const { client, controller, advertised } = all[id - 1] ?? raiseNoSuchBroker(id);
  const settings = {
    "node.id": String(id),
    listeners: `PLAINTEXT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${advertised ?? client}`,
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "controller.quorum.voters": voters(all, () => "127.0.0.1"),
    "log.dirs": join(folder, "data"),
    ...commonSettings(all.length),
  };
  writeFileSync(file, propertiesText(settings));
  return file;
};

/** 16 bytes as Kafka writes them; the same for all brokers of a cluster and for ever. Never begins like an option. */
const clusterId = (dir: string): string => {
  const file = join(dir, "cluster.id");
  if (!existsSync(file)) writeFileSync(file, `S${randomBytes(16).toString("base64url").slice(1)}`);
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

/**
 * Only the first compiler: starting takes 3.0 s of processor time instead of 5.4, and 1.2 million messages 11.9 s
 * instead of 15.2. The second one pays off in brokers that live for days.
 */
const COMPILER = "-XX:TieredStopAtLevel=1";

const heapOf = (brokerCount: number): string => (brokerCount > 1 ? "-Xmx384m" : "-Xmx512m");

/** Starts one broker from its jars, fetching these when this machine has none. Does not wait until it answers. */
export const launchBrokerOnJava = async ({ dir, brokers }: KafkaOptions, id: number): Promise<Served> => {
  const classPath = await kafkaClassPath();
  const folder = join(dir, `broker-${id}`);
  mkdirSync(folder, { recursive: true });
  const settings = writeSettings(folder, id, brokers);
  const pidFile = join(folder, "broker.pid");
  await stopLeftOver(pidFile, settings);
  if (!existsSync(join(folder, "data", "meta.properties"))) await format(classPath, settings, clusterId(dir));
  const logFile = join(folder, "broker.log");
  const jvm = [
    heapOf(brokers.length),
    "-XX:+UseSerialGC",
    COMPILER,
    "-Xshare:auto",
    "-Djava.awt.headless=true",
  ];
  const args = [...jvm, "-cp", classPath, "kafka.Kafka", settings];
  const running = await launch({ command: "java", args, logFile, cwd: folder });
  writeFileSync(pidFile, String(running.pid));
  return { ...running, logFile, stop: () => stopBroker(running.pid) };
};
