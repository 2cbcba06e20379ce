import { readFileSync } from "node:fs";
import type { KafkaConfig, SASLOptions } from "kafkajs";

/** How a tool speaks to brokers: over TLS and as whom, where its environment says so. */
export type KafkaAccess = Pick<KafkaConfig, "ssl" | "sasl">;

const fileOf = (path: string | undefined): string | undefined =>
  path ? readFileSync(path, "utf8") : undefined;

const tlsFrom = ({ KAFKA_CA_FILE, KAFKA_CERT_FILE, KAFKA_KEY_FILE }: NodeJS.ProcessEnv) => {
  const [ca, cert, key] = [KAFKA_CA_FILE, KAFKA_CERT_FILE, KAFKA_KEY_FILE].map(fileOf);
  return { ...(ca ? { ca: [ca] } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
};

/** Read from the settings that the services know by the same names. Empty where none is set. */
export const kafkaFrom = (environment: NodeJS.ProcessEnv): KafkaAccess => {
  const { KAFKA_TLS, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = environment;
  const mechanism = environment.KAFKA_SASL_MECHANISM || "scram-sha-512";
  return {
    ...(KAFKA_TLS === "true" ? { ssl: tlsFrom(environment) } : {}),
    ...(username && password ? { sasl: { mechanism, username, password } as SASLOptions } : {}),
  };
};
