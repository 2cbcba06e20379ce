import { readFileSync } from "node:fs";
import type { KafkaConfig, SASLOptions } from "kafkajs";

/** How a broker outside the embedded stack is spoken to: over TLS, and as whom. Empty: in the clear, as nobody. */
export type KafkaSecurity = {
  readonly tls?: {
    /** PEM of who signed the brokers' certificates; the system's authorities when left out. */
    readonly caFile?: string | undefined;
    /** Our own certificate and its key, for brokers that know their clients by these. */
    readonly certFile?: string | undefined;
    readonly keyFile?: string | undefined;
  };
  readonly sasl?: {
    readonly mechanism: "scram-sha-256" | "scram-sha-512" | "plain";
    readonly username: string;
    readonly password: string;
  };
};

/** The same as kafkajs takes it. Throws with the name of a file that cannot be read. */
export const connectionSecurity = ({ tls, sasl }: KafkaSecurity): Pick<KafkaConfig, "ssl" | "sasl"> => ({
  ...(tls === undefined ? {} : { ssl: tlsOf(tls) }),
  ...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
});

const tlsOf = ({ caFile, certFile, keyFile }: NonNullable<KafkaSecurity["tls"]>) => ({
  rejectUnauthorized: true,
  ...(caFile ? { ca: [readFileSync(caFile, "utf8")] } : {}),
  ...(certFile ? { cert: readFileSync(certFile, "utf8") } : {}),
  ...(keyFile ? { key: readFileSync(keyFile, "utf8") } : {}),
});
