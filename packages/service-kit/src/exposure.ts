import { z } from "zod";
import { isLoopback, isLoopbackAddress } from "./loopback.ts";

/** The environment as it is set: set to nothing is not set. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** What a setting must be where strangers can reach the process: what is wrong with it, or undefined. */
export type Demand = (value: string | undefined, settings: Settings) => string | undefined;

/** What is wrong with which setting. */
export type Unsafe = { readonly name: string; readonly message: string };

const demands = z.registry<{ demand: Demand }>();

/** A setting that is held to more than its schema outside the embedded stack. */
export const whenExposed = <Schema extends z.ZodType>(schema: Schema, demand: Demand): Schema => {
  demands.add(schema, { demand });
  return schema;
};

/**
 * Whether strangers can reach the process: it runs in production, or is bound beyond this machine. Only then, and
 * nowhere else, does `NODE_ENV` make a difference.
 */
const isExposed = ({ NODE_ENV, HOST }: Settings): boolean =>
  NODE_ENV === "production" || (HOST !== undefined && !isLoopback(HOST));

/** Every setting that may not stay as it is where strangers can reach the process. */
export const unsafeSettings = (schema: z.ZodType, settings: Settings): Unsafe[] => {
  if (!isExposed(settings) || !(schema instanceof z.ZodObject)) return [];
  const shape = schema.shape as Record<string, z.ZodType>;
  return Object.entries(shape).flatMap(([name, setting]) => {
    const message = demands.get(setting)?.demand(settings[name], settings);
    return message === undefined ? [] : [{ name, message }];
  });
};

const shortestSecret = 16;
const missing = "Needed where NODE_ENV=production or HOST is beyond this machine: there it has no default";

/** It must be set, and not to something that anybody can look up or guess. */
export const needed: Demand = (value) => (value === undefined ? missing : undefined);

/** A secret of one's own: long enough, and none of those that stand in the source. */
export const secret =
  (...known: readonly string[]): Demand =>
  (value) => {
    if (value === undefined) return missing;
    if (known.includes(value)) return "The embedded stack's own value is known to everybody: set another";
    return value.length < shortestSecret
      ? `A secret has at least ${shortestSecret} characters: openssl rand -base64 24`
      : undefined;
  };

/** For fault tests: nobody sets it where there are customers. */
export const forbidden: Demand = (value) =>
  value === undefined
    ? undefined
    : "Breaks things on purpose; not where NODE_ENV=production or HOST is beyond this machine";

/** The settings whose traffic may go in the clear, because somebody said so: a private network, a sidecar. */
const mayBePlain = (name: string, { ALLOW_PLAINTEXT = "" }: Settings): boolean =>
  ALLOW_PLAINTEXT.split(",")
    .map((one) => one.trim())
    .includes(name);

const inTheClear = (name: string, how: string): string =>
  `Leads beyond this machine in the clear: ${how}, or name ${name} in ALLOW_PLAINTEXT`;

/** A URL of somebody else's: https, unless it does not leave this machine. */
export const overHttps =
  (name: string): Demand =>
  (value, settings) =>
    value === undefined || !/^http:/i.test(value) || mayBePlain(name, settings) || !leadsElsewhere(value)
      ? undefined
      : inTheClear(name, "use https");

/** Several URLs between commas, each perhaps with a name before it (`intake=https://…`): every one as `overHttps` asks. */
export const allOverHttps =
  (name: string): Demand =>
  (value, settings) =>
    (value ?? "")
      .split(",")
      .map((one) => one.trim().replace(/^[\w-]+=/, ""))
      .filter(Boolean)
      .map((url) => overHttps(name)(url, settings))
      .find((wrong) => wrong !== undefined);

/** A mail server: over TLS, or with a password, with which nothing is handed over before STARTTLS. */
export const mailAccess =
  (name: string): Demand =>
  (value, settings) => {
    if (value === undefined || !URL.canParse(value)) return undefined; // its schema says so
    const { protocol, username, password, hostname } = new URL(value);
    const isSafe = protocol === "smtps:" || (username !== "" && password !== "") || isLoopback(hostname);
    return isSafe || mayBePlain(name, settings)
      ? undefined
      : inTheClear(name, "use smtps, or smtp with a user and a password (STARTTLS)");
  };

const leadsElsewhere = (url: string): boolean => !(URL.canParse(url) && isLoopback(new URL(url).hostname));

/** The URL of a database: a role with a password of its own, over TLS that knows the server. */
export const databaseAccess =
  (name: string): Demand =>
  (value, settings) => {
    if (value === undefined) return missing;
    if (!URL.canParse(value)) return undefined; // its schema says so
    const url = new URL(value);
    const wrong = secret("shouwen")(decodeURIComponent(url.password) || undefined, settings);
    if (wrong !== undefined) return `Its password: ${wrong}`;
    const isSafe = url.searchParams.get("sslmode") === "verify-full" || isLoopback(url.hostname);
    return isSafe || mayBePlain(name, settings)
      ? undefined
      : inTheClear(name, "add ?sslmode=verify-full (and &sslrootcert=<file> for an authority of your own)");
  };

/** Brokers are known by their certificates, and know us by ours or by a name and a password. */
export const brokerAccess: Demand = (value, settings) => {
  const brokers = value?.split(",") ?? [];
  if (brokers.every(isLoopbackAddress) || mayBePlain("KAFKA_BROKERS", settings)) return undefined;
  if (settings.KAFKA_TLS !== "true") return inTheClear("KAFKA_BROKERS", "set KAFKA_TLS=true");
  return settings.KAFKA_USERNAME || settings.KAFKA_CERT_FILE
    ? undefined
    : "As nobody: set KAFKA_USERNAME and KAFKA_PASSWORD, or KAFKA_CERT_FILE and KAFKA_KEY_FILE";
};
