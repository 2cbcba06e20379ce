import { join } from "node:path";
import type { ServiceUrls } from "@shouwen/postgres/database";
import type { Issuer } from "./issuer.ts";
import type { PortPlan, Replica } from "./port-plan.ts";
import type { StateFolder } from "./state-folder.ts";

/** What the services of a stack are told about each other and about the world. */
export type StackSettings = {
  ports: PortPlan;
  brokers: readonly string[];
  /** The machine's and the people's URL of each service that keeps data. */
  databases: Record<string, ServiceUrls>;
  issuer: Issuer;
  masterKeyFile: string;
};

/** These keep personal fields, so they alone get the key that opens every person's key. */
const HOLDERS_OF_PERSONAL_DATA = [
  "intake",
  "routing",
  "profiles",
  "messaging",
  "callbacks",
  "scoring",
  "workforce",
];

/** http://127.0.0.1:port of a port of the stack. */
export const localUrl = (port: number): string => `http://127.0.0.1:${port}`;

/** The origin that customers and providers reach: the gateway, or the service itself where there is none. */
const publicUrl = ({ ports }: StackSettings, replica: Replica): string =>
  localUrl(ports.replicas.find(({ service }) => service === "gateway")?.port ?? replica.port);

const upstreams = ({ ports }: StackSettings): NodeJS.ProcessEnv => {
  const others = ports.replicas.filter(({ service }) => service !== "gateway");
  const byService = Map.groupBy(others, ({ service }) => service);
  return Object.fromEntries(
    [...byService].map(([service, replicas]) => [
      `UPSTREAM_${service.toUpperCase()}`,
      replicas.map(({ port }) => localUrl(port)).join(","),
    ]),
  );
};

/** One replica of each service, whose archive all of them share. */
const archives = ({ ports }: StackSettings): string =>
  [...Map.groupBy(ports.replicas, ({ service }) => service)]
    .filter(([service]) => service !== "gateway")
    .map(([service, [first]]) => `${service}=${localUrl(first?.port ?? 0)}`)
    .join(",");

const forOne = (around: StackSettings, { service, port }: Replica): NodeJS.ProcessEnv => {
  if (service === "gateway")
    return {
      ...upstreams(around),
      AUTH_SIGNING_KEY_FILE: around.issuer.signingKeyFile,
      TRACE_STORE_URL: localUrl(around.ports.traces),
    };
  if (service !== "messaging") return {};
  const { smtp, sms } = around.ports;
  const self: Replica = { name: service, service, port };
  return {
    SMTP_URL: `smtp://127.0.0.1:${smtp}`,
    SMS_PROVIDER_URL: localUrl(sms),
    PUBLIC_URL: publicUrl(around, self),
  };
};

/** The crew of the demo, the bench and the fault rows act as a few people what a whole house does. */
const limits = {
  READS_PER_MINUTE: "600000",
  COMMANDS_PER_MINUTE: "600000",
  HEAVY_REQUESTS_PER_MINUTE: "6000",
  UPLOADS_PER_MINUTE: "6000",
};

/** The environment of one process of a service. The contract between this command and every service. */
export const serviceEnv = (around: StackSettings, replica: Replica): NodeJS.ProcessEnv => {
  const { service, name, port } = replica;
  const database = around.databases[service];
  return {
    LOG_LEVEL: "info",
    ...limits,
    ...process.env,
    PORT: String(port),
    HOST: "127.0.0.1",
    ...(database ? { DATABASE_URL: database.machine, PEOPLE_DATABASE_URL: database.people } : {}),
    KAFKA_BROKERS: around.brokers.join(","),
    AUTH_ISSUER: around.issuer.issuer,
    AUTH_AUDIENCE: around.issuer.audience,
    AUTH_JWKS: around.issuer.jwksFile,
    ...(HOLDERS_OF_PERSONAL_DATA.includes(service) ? { VAULT_MASTER_KEY_FILE: around.masterKeyFile } : {}),
    OTEL_EXPORTER_OTLP_ENDPOINT: localUrl(around.ports.traces),
    LOG_FORMAT: "json",
    REPLICA: name,
    ARCHIVES: archives(around),
    ...forOne(around, replica),
  };
};

/**
 * How Node runs a service, as in the container image: code compiled once is kept, and the young generation is half of
 * Node's default, which takes 30 MB less a process and 2 % of the tickets a second (ADR 0010).
 */
export const nodeSettings = ({ path }: StateFolder): NodeJS.ProcessEnv => ({
  NODE_COMPILE_CACHE: join(path, "compile-cache"),
  NODE_OPTIONS: [process.env.NODE_OPTIONS, "--max-semi-space-size=8"].filter(Boolean).join(" "),
});
