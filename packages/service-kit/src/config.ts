import { z } from "zod";

/** What every process can be told by its environment. Names carry their units; policy is data, not config. */
export const baseEnvironment = z.object({
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535),
  REPLICA: z.string().default("1"),
  KAFKA_BROKERS: z
    .string()
    .min(1)
    .transform((list) => list.split(",").map((broker) => broker.trim())),
  AUTH_ISSUER: z.string().min(1),
  AUTH_AUDIENCE: z.string().default("shouwen"),
  AUTH_JWKS: z.string().min(1).describe("URL or file of the issuer's public keys"),
  AUTH_NAME_CLAIM: z.string().default("name"),
  AUTH_ROLES_CLAIM: z.string().default("roles").describe("A claim, or a path into one: realm_access.roles"),
  AUTH_PROPERTIES_CLAIM: z.string().default("properties"),
  REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(60_000),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  OTEL_TRACES_SAMPLE_RATIO: z.coerce.number().min(0).max(1).default(1),
  FAIL_AT: z.string().optional().describe("Fault tests only: where this process kills itself, as in sent:3"),
  FAIL_KEYS: z.string().optional().describe("Fault tests only: handlers fail for keys that end so"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  LOG_FORMAT: z.enum(["json", "pretty"]).default("json"),
});
export type BaseConfig = z.output<typeof baseEnvironment>;

/** A rest that a service takes between two pieces of work so that the next is larger: longer is cheaper, shorter sooner. */
export const restMs = (otherwise: number, about: string) =>
  z.coerce.number().int().min(0).max(1_000).default(otherwise).describe(about);

/** What a service with a database can be told besides. */
export const serviceEnvironment = baseEnvironment.extend({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe("As the machine role"),
  PEOPLE_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe("As the people's role, under row-level security"),
  DATABASE_POOL_MAX: z.coerce.number().int().min(2).max(100).default(8),
  OUTBOX_POLL_MS: z.coerce.number().int().min(10).default(50),
  RELAY_REST_MS: restMs(20, "Between two looks into the outbox"),
  FETCH_REST_MS: restMs(50, "After a batch, before more is fetched from Kafka"),
  OUTBOX_HIGH_WATER: z.coerce.number().int().min(1_000).default(200_000),
});
export type ServiceConfig = z.output<typeof serviceEnvironment>;

/** Reads and checks the environment once. All problems are reported together. */
export const readConfig = <Schema extends z.ZodType>(
  schema: Schema,
  source: NodeJS.ProcessEnv,
): z.output<Schema> => {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  throw new Error(`Bad configuration\n${z.prettifyError(result.error)}`);
};
