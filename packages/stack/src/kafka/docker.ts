import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { launch, type Served, stopProcess } from "../machine/processes.ts";
import { Problem } from "../problem.ts";
import { KAFKA_VERSION } from "./jars.ts";
import type { BrokerPorts, KafkaOptions } from "./settings.ts";
import { commonSettings } from "./settings.ts";

const IMAGE = `apache/kafka:${KAFKA_VERSION}`;
const CONTROLLER_PORT = 9093;
const INTERNAL_PORT = 9094;

const docker = (args: readonly string[]): number =>
  spawnSync("docker", args, { stdio: "ignore", timeout: 60_000 }).status ?? 1;

/** Containers and volumes are named after the folder, so that two clones on one machine stay apart. */
const nameOf = (dir: string): string =>
  `shouwen-kafka-${createHash("sha256").update(dir).digest("hex").slice(0, 10)}`;

/** `process.roles` → `KAFKA_PROCESS_ROLES`, as the image wants it. */
const variable = (setting: string): string => `KAFKA_${setting.toUpperCase().replaceAll(".", "_")}`;

const settingsOf = (name: string, id: number, brokers: readonly BrokerPorts[]): Record<string, string> => ({
  "node.id": String(id),
  listeners: `PLAINTEXT://:9092,INTERNAL://:${INTERNAL_PORT},CONTROLLER://:${CONTROLLER_PORT}`,
  "advertised.listeners": `PLAINTEXT://127.0.0.1:${brokers[id - 1]?.client},INTERNAL://${name}-${id}:${INTERNAL_PORT}`,
  "controller.listener.names": "CONTROLLER",
  "inter.broker.listener.name": "INTERNAL",
  "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT",
  "controller.quorum.voters": brokers
    .map((_, index) => `${index + 1}@${name}-${index + 1}:${CONTROLLER_PORT}`)
    .join(","),
  "log.dirs": "/var/lib/kafka/data",
  ...commonSettings(brokers.length),
});

/** The arguments of `docker run` for one broker. Its data lies in a named volume, its client port on 127.0.0.1. */
export const dockerArguments = (name: string, id: number, brokers: readonly BrokerPorts[]): string[] => {
  const environment = Object.entries(settingsOf(name, id, brokers)).flatMap(([key, value]) => [
    "--env",
    `${variable(key)}=${value}`,
  ]);
  const self = ["--rm", "--name", `${name}-${id}`, "--network", name];
  const outside = [
    "--publish",
    `127.0.0.1:${brokers[id - 1]?.client}:9092`,
    "--volume",
    `${name}-${id}:/var/lib/kafka/data`,
  ];
  const cluster = [
    "--env",
    `CLUSTER_ID=${Buffer.from(name.slice(-16).padStart(16, "0")).toString("base64url")}`,
  ];
  const heap = ["--env", `KAFKA_HEAP_OPTS=-Xmx${brokers.length > 1 ? 384 : 512}m`];
  return ["run", ...self, ...outside, ...cluster, ...heap, ...environment, IMAGE];
};

const pullImage = (): void => {
  if (docker(["image", "inspect", IMAGE]) === 0) return;
  const { status } = spawnSync("docker", ["pull", IMAGE], { stdio: "ignore" });
  if (status === 0) return;
  throw new Problem(`Docker could not fetch the image ${IMAGE}`, {
    fix: "Check that Docker reaches its registry, or install Java 17 and Maven instead.",
  });
};

/** For machines with Docker and no Java: the same broker from the official image. Does not wait until it answers. */
export const launchBrokerInDocker = async ({ dir, brokers }: KafkaOptions, id: number): Promise<Served> => {
  const name = nameOf(dir);
  pullImage();
  if (docker(["network", "inspect", name]) !== 0) docker(["network", "create", name]);
  docker(["rm", "--force", `${name}-${id}`]);
  const logFile = join(dir, `broker-${id}`, "broker.log");
  const running = await launch({ command: "docker", args: dockerArguments(name, id, brokers), logFile });
  const stop = async () => {
    docker(["stop", "--time", "8", `${name}-${id}`]);
    await stopProcess(running.pid, { graceMs: 2_000 });
  };
  return { ...running, logFile, stop };
};

const MOST_BROKERS = 3;

/** Removes the volumes of a folder's brokers. The folder itself is the caller's. */
export const removeDockerVolumes = (dir: string): void => {
  for (let id = 1; id <= MOST_BROKERS; id += 1) docker(["volume", "rm", "--force", `${nameOf(dir)}-${id}`]);
};
