import { baseEnvironment } from "@shouwen/service-kit/config";
import { z } from "zod";
import { type ServiceName, serviceNames } from "./domain/resources.ts";

const webUrl = z.url({ protocol: /^https?$/ });

const replicas = z
  .string()
  .default("")
  .transform((list) =>
    list
      .split(",")
      .map((url) => url.trim())
      .filter(Boolean),
  )
  .pipe(z.array(webUrl))
  .describe("URLs of a service's replicas, with commas between them");

/** An optional setting; set to nothing is as good as not set. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const settings = baseEnvironment.extend({
  PUBLIC_URL: optional(webUrl).describe(
    "The origin in people's browsers. Needed for OIDC, and behind a proxy",
  ),
  TRUST_PROXY: z
    .stringbool()
    .default(false)
    .describe("Whether x-forwarded-* of those who call us can be believed"),
  AUTH_MODE: z.enum(["embedded", "oidc"]).default("embedded"),
  AUTH_SIGNING_KEY_FILE: optional(z.string()).describe("Embedded: the issuer's private JWK (EdDSA)"),
  SESSION_HOURS: z.coerce
    .number()
    .min(0.01)
    .max(24 * 7)
    .default(12),
  OIDC_ISSUER: optional(webUrl),
  OIDC_CLIENT_ID: optional(z.string()),
  OIDC_CLIENT_SECRET: optional(z.string()),
  OIDC_SCOPES: z.string().default("openid profile"),
  OIDC_RESOURCE: optional(z.string()).describe("RFC 8707: the API that the access token shall be for"),
  OIDC_TOKEN: z
    .enum(["access_token", "id_token"])
    .default("access_token")
    .describe("Which one the services are given"),
  TRACE_STORE_URL: optional(webUrl).describe("Where the traces of a ticket can be asked for"),
  LIVE_LOOKBACK_HOURS: z.coerce
    .number()
    .min(1)
    .max(24 * 14)
    .default(24),
  UPSTREAM_INTAKE: replicas,
  UPSTREAM_ROUTING: replicas,
  UPSTREAM_CALLBACKS: replicas,
  UPSTREAM_MESSAGING: replicas,
  UPSTREAM_SCORING: replicas,
  UPSTREAM_PROFILES: replicas,
  UPSTREAM_WORKFORCE: replicas,
});

const neededFor = {
  embedded: ["AUTH_SIGNING_KEY_FILE"],
  oidc: ["PUBLIC_URL", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
} as const;

/** Everything that an operator may set. */
export const gatewayEnvironment = settings.superRefine((config, context) => {
  for (const name of neededFor[config.AUTH_MODE])
    if (config[name] === undefined)
      context.addIssue({
        code: "custom",
        path: [name],
        message: `Needed with AUTH_MODE=${config.AUTH_MODE}`,
      });
});
export type GatewayConfig = z.output<typeof gatewayEnvironment>;

/** The replicas of each service. A service without any is not part of this installation. */
export const upstreamsOf = (config: GatewayConfig): Record<ServiceName, string[]> =>
  Object.fromEntries(
    serviceNames.map((service) => [
      service,
      config[`UPSTREAM_${service.toUpperCase() as Uppercase<ServiceName>}`],
    ]),
  ) as Record<ServiceName, string[]>;
