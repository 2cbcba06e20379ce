import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { topics } from "@shouwen/contracts/catalogue";
import { kafkaFrom } from "@shouwen/kafka/access";
import { ensureTopics } from "@shouwen/kafka/topics";
import { kafkaClassPath } from "@shouwen/stack/kafka/jars";
import { commonSettings, propertiesText } from "@shouwen/stack/kafka/settings";
import { ephemeralPort } from "@shouwen/stack/machine/ports";
import { launch, stopProcess, waitUntilReady } from "@shouwen/stack/machine/processes";
import { Problem } from "@shouwen/stack/problem";
import { Kafka, logLevel, type SASLOptions } from "kafkajs";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { scratchFolder } from "./servers.ts";

/** A broker with every topic of the catalogue that speaks TLS alone, knows its users by SCRAM, and allows nobody anything but its administrator. */
export type SecureKafka = {
  readonly brokers: string[];
  readonly caFile: string;
  /** The name and password of a user; `admin` may everything. */
  login(username: string): { mechanism: "scram-sha-512"; username: string; password: string };
  /** Speaks to the broker as a user, for looking and for giving rights. */
  as(username: string): Kafka;
  close(): Promise<void>;
};

const passwordOf = (username: string): string => `the password of ${username}`;
const scram = "org.apache.kafka.common.security.scram.ScramLoginModule";

const settingsOf = (
  folder: string,
  ports: { client: number; controller: number },
  { bothFile, caFile }: Certificates,
): Record<string, string> => ({
  ...commonSettings(1),
  "node.id": "1",
  listeners: `CLIENT://127.0.0.1:${ports.client},CONTROLLER://127.0.0.1:${ports.controller}`,
  "listener.security.protocol.map": "CLIENT:SASL_SSL,CONTROLLER:SSL",
  "inter.broker.listener.name": "CLIENT",
  "controller.listener.names": "CONTROLLER",
  "controller.quorum.voters": `1@localhost:${ports.controller}`,
  "sasl.enabled.mechanisms": "SCRAM-SHA-512",
  "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
  "listener.name.client.scram-sha-512.sasl.jaas.config": `${scram} required username="admin" password="${passwordOf("admin")}";`,
  "ssl.keystore.type": "PEM",
  "ssl.keystore.location": bothFile,
  "ssl.truststore.type": "PEM",
  "ssl.truststore.location": caFile,
  "listener.name.controller.ssl.client.auth": "required",
  "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
  "super.users": "User:admin;User:CN=localhost",
  "log.dirs": join(folder, "data"),
});

const scramArgs = (users: readonly string[]): string[] =>
  users.flatMap((name) => ["--add-scram", `SCRAM-SHA-512=[name=${name},password=${passwordOf(name)}]`]);

const isReady = async (kafka: Kafka): Promise<boolean> => {
  const admin = kafka.admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
    return (await admin.describeCluster()).controller !== null;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
};

/** Starts one with these users besides `admin`. Needs Java. About 5 s. */
export const secureKafka = async (users: readonly string[]): Promise<SecureKafka> => {
  const folder = scratchFolder("secure-kafka");
  const certificates = await makeCertificates(folder);
  const ports = { client: await ephemeralPort(), controller: await ephemeralPort() };
  const settings = join(folder, "server.properties");
  writeFileSync(settings, propertiesText(settingsOf(folder, ports, certificates)), { mode: 0o600 });
  const java = ["-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", await kafkaClassPath()];
  const format = ["kafka.tools.StorageTool", "format", "-t", "c2hvdXdlbi1zZWN1cmUxMQ", "-c", settings];
  await promisify(execFile)("java", [...java, ...format, ...scramArgs(["admin", ...users])]);
  const logFile = join(folder, "broker.log");
  const running = await launch({
    command: "java",
    args: [...java, "kafka.Kafka", settings],
    logFile,
    cwd: folder,
  });
  const brokers = [`127.0.0.1:${ports.client}`];
  const login = (username: string) => ({
    mechanism: "scram-sha-512" as const,
    username,
    password: passwordOf(username),
  });
  const as = (username: string): Kafka =>
    new Kafka({
      brokers,
      logLevel: logLevel.NOTHING,
      connectionTimeout: 2_000,
      ssl: { ca: [readFileSync(certificates.caFile, "utf8")] },
      sasl: login(username) as SASLOptions,
    });
  await waitUntilReady(running, () => isReady(as("admin")), {
    timeoutMs: 120_000,
    everyMs: 200,
    onFailure: (reason) =>
      new Problem(`Kafka did not start: ${reason}`, { fix: readFileSync(logFile, "utf8").slice(-2_000) }),
  });
  const { username, password } = login("admin");
  const asAdmin = { KAFKA_TLS: "true", KAFKA_CA_FILE: certificates.caFile };
  await ensureTopics({
    ...kafkaFrom({ ...asAdmin, KAFKA_USERNAME: username, KAFKA_PASSWORD: password }),
    brokers,
    topics,
  });
  return {
    brokers,
    caFile: certificates.caFile,
    login,
    as,
    close: async () => {
      await stopProcess(running.pid, { graceMs: 8_000 });
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
