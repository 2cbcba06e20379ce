import type { KafkaSecurity } from "@shouwen/event-bus/kafka-security";
import { z } from "zod";
import {
  allOverHttps,
  brokerAccess,
  databaseAccess,
  forbidden,
  overHttps,
  type Settings,
  secret,
  unsafeSettings,
  whenExposed,
} from "./exposure.ts";

const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

/** A limit of requests in a minute. */
const perMinute = (otherwise: number, about: string) =>
  z.coerce.number().int().min(1).default(otherwise).describe(about);

/** What every process can be told by its environment. Names carry their units; policy is data, not config. */
export const baseEnvironment = z.object({
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535),
  REPLICA: z.string().default("1"),
  ALLOW_PLAINTEXT: z
    .string()
    .default("")
    .transform(listOf)
    .describe("Settings whose traffic may leave this machine without TLS, with commas between them"),
  KAFKA_BROKERS: whenExposed(z.string().min(1).transform(listOf), brokerAccess),
  KAFKA_TLS: z.stringbool().default(false),
  KAFKA_CA_FILE: z.string().optional().describe("PEM of who signed the brokers' certificates"),
  KAFKA_CERT_FILE: z.string().optional().describe("PEM of our own certificate, for brokers that ask for one"),
  KAFKA_KEY_FILE: z.string().optional(),
  KAFKA_SASL_MECHANISM: z.enum(["scram-sha-512", "scram-sha-256", "plain"]).default("scram-sha-512"),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: whenExposed(z.string().optional(), (value, settings) =>
    settings.KAFKA_USERNAME === undefined ? undefined : secret()(value, settings),
  ),
  AUTH_ISSUER: z.string().min(1),
  AUTH_AUDIENCE: z.string().default("shouwen"),
  AUTH_JWKS: whenExposed(
    z.string().min(1).describe("URL or file of the issuer's public keys"),
    overHttps("AUTH_JWKS"),
  ),
  AUTH_NAME_CLAIM: z.string().default("name"),
  AUTH_ROLES_CLAIM: z.string().default("roles").describe("A claim, or a path into one: realm_access.roles"),
  AUTH_PROPERTIES_CLAIM: z.string().default("properties"),
  REQUESTS_PER_MINUTE: perMinute(60_000, "Requests of one other system (role integrator)"),
  READS_PER_MINUTE: perMinute(3_000, "Looks of one person"),
  COMMANDS_PER_MINUTE: perMinute(1_200, "Changes by one person"),
  HEAVY_REQUESTS_PER_MINUTE: perMinute(60, "Rehearsals, reports and exports of one person"),
  UPLOADS_PER_MINUTE: perMinute(120, "Files of one person"),
  MAX_CONNECTIONS: z.coerce.number().int().min(10).max(100_000).default(5_000),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  OTEL_TRACES_SAMPLE_RATIO: z.coerce.number().min(0).max(1).default(1),
  FAIL_AT: whenExposed(
    z.string().optional().describe("Fault tests only: where this process kills itself, as in sent:3"),
    forbidden,
  ),
  FAIL_KEYS: whenExposed(
    z.string().optional().describe("Fault tests only: handlers fail for keys that end so"),
    forbidden,
  ),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  LOG_FORMAT: z.enum(["json", "pretty"]).default("json"),
});
export type BaseConfig = z.output<typeof baseEnvironment>;

/** A rest that a service takes between two pieces of work so that the next is larger: longer is cheaper, shorter sooner. */
export const restMs = (otherwise: number, about: string) =>
  z.coerce.number().int().min(0).max(1_000).default(otherwise).describe(about);

/** Names with a URL each, as in `routing=http://routing:3002,intake=http://intake:3001`. */
const urlByName = z
  .string()
  .default("")
  .transform((list) =>
    list
      .split(",")
      .map((part) => part.trim().split("="))
      .filter(([name]) => name),
  )
  .pipe(z.array(z.tuple([z.string(), z.url({ protocol: /^https?$/ })])))
  .transform((pairs) => new Map(pairs));

/** What a service with a database can be told besides. */
export const serviceEnvironment = baseEnvironment.extend({
  DATABASE_URL: whenExposed(
    z.url({ protocol: /^postgres(ql)?$/ }).describe("As the machine role"),
    databaseAccess("DATABASE_URL"),
  ),
  PEOPLE_DATABASE_URL: whenExposed(
    z.url({ protocol: /^postgres(ql)?$/ }).describe("As the people's role, under row-level security"),
    databaseAccess("PEOPLE_DATABASE_URL"),
  ),
  DATABASE_POOL_MAX: z.coerce.number().int().min(2).max(100).default(8),
  OUTBOX_POLL_MS: z.coerce.number().int().min(10).default(50),
  RELAY_REST_MS: restMs(20, "Between two looks into the outbox"),
  FETCH_REST_MS: restMs(50, "After a batch, before more is fetched from Kafka"),
  ARCHIVES: whenExposed(
    urlByName.describe(
      "Where the archives of the other services are read for a replay, as whoever asked for it",
    ),
    allOverHttps("ARCHIVES"),
  ),
  OUTBOX_HIGH_WATER: z.coerce.number().int().min(1_000).default(200_000),
});
export type ServiceConfig = z.output<typeof serviceEnvironment>;

/** How the brokers are spoken to. */
export const kafkaSecurityOf = (config: BaseConfig): KafkaSecurity => {
  const { KAFKA_CA_FILE: caFile, KAFKA_CERT_FILE: certFile, KAFKA_KEY_FILE: keyFile } = config;
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = config;
  if ((username === undefined) !== (password === undefined))
    throw new Error(
      "Bad configuration\n  KAFKA_USERNAME and KAFKA_PASSWORD belong together: both or neither",
    );
  return {
    ...(config.KAFKA_TLS ? { tls: { caFile, certFile, keyFile } } : {}),
    ...(username !== undefined && password !== undefined ? { sasl: { mechanism, username, password } } : {}),
  };
};

/**
 * Reads and checks the environment once. All problems are reported together, each by the name of its setting. Where
 * strangers can reach the process, what is safe on a laptop alone is a problem, too (`exposure.ts`).
 */
export const readConfig = <Schema extends z.ZodType>(
  schema: Schema,
  source: NodeJS.ProcessEnv,
): z.output<Schema> => {
  const settings = whatIsSet(source);
  const result = schema.safeParse(settings);
  const broken = result.error?.issues.map(({ path, message }) => ({ name: path.join("."), message })) ?? [];
  const unsafe = unsafeSettings(schema, settings).filter(
    ({ name }) => !broken.some((it) => it.name === name),
  );
  const problems = [...broken, ...unsafe];
  if (result.success && problems.length === 0) return result.data;
  throw new Error(
    ["Bad configuration", ...problems.map(({ name, message }) => `  ${name}: ${message}`)].join("\n"),
  );
};

/** Set to nothing is not set: that is how compose writes a variable that nobody gave. */
const whatIsSet = (source: NodeJS.ProcessEnv): Settings =>
  Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
