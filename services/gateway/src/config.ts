import { baseEnvironment } from "@shouwen/service-kit/config";
import {
  allOverHttps,
  type Demand,
  needed,
  overHttps,
  secret,
  whenExposed,
} from "@shouwen/service-kit/exposure";
import { z } from "zod";
import { type ServiceName, serviceNames } from "./domain/resources.ts";

const webUrl = z.url({ protocol: /^https?$/ });

const urls = () =>
  z
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

/** Every request goes there with the token of whoever sent it. */
const replicas = (name: `UPSTREAM_${string}`) => whenExposed(urls(), allOverHttps(name));

type Mode = "embedded" | "oidc";

/** Held to a demand where people sign in this way. */
const wherePeople =
  (mode: Mode, demand: Demand): Demand =>
  (value, settings) =>
    settings.AUTH_MODE === mode ? demand(value, settings) : undefined;

/** Where strangers can reach us, people must be able to as well, and over https. */
const publicUrl: Demand = (value, settings) =>
  needed(value, settings) ?? overHttps("PUBLIC_URL")(value, settings);

const signInMode: Demand = (value) =>
  value === undefined
    ? "How do people sign in? oidc (with OIDC_*), or embedded with ALLOW_EMBEDDED_SIGN_IN: there it has no default"
    : undefined;

/** One click as anybody, where strangers can click: only for the host that somebody wrote down for it. */
const embeddedSignIn: Demand = (value, { PUBLIC_URL = "" }) =>
  value !== undefined && URL.canParse(PUBLIC_URL) && value === new URL(PUBLIC_URL).host
    ? undefined
    : "With AUTH_MODE=embedded anybody can sign in as anybody, without a password. If that is wanted, set it to the host of PUBLIC_URL";

const settings = baseEnvironment.extend({
  PUBLIC_URL: whenExposed(
    webUrl
      .optional()
      .describe(
        "The origin in people's browsers: no other host is answered, but for this machine's own names",
      ),
    publicUrl,
  ),
  TRUST_PROXY: z
    .stringbool()
    .default(false)
    .describe("Whether x-forwarded-* of those who call us can be believed"),
  AUTH_MODE: whenExposed(z.enum(["embedded", "oidc"]).default("embedded"), signInMode),
  ALLOW_EMBEDDED_SIGN_IN: whenExposed(
    z.string().optional().describe("The host of PUBLIC_URL, where strangers may sign in as anybody"),
    wherePeople("embedded", embeddedSignIn),
  ),
  AUTH_SIGNING_KEY_FILE: whenExposed(
    z.string().optional().describe("Embedded: the issuer's private JWK (EdDSA)"),
    wherePeople("embedded", needed),
  ),
  SESSION_HOURS: z.coerce
    .number()
    .min(0.01)
    .max(24 * 7)
    .default(12),
  CATCH_UP_WITHIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(15_000)
    .describe("How long a start waits to hear who was signed out before it; then their cookies are refused"),
  OIDC_ISSUER: whenExposed(
    webUrl.optional(),
    wherePeople(
      "oidc",
      (value, settings) => needed(value, settings) ?? overHttps("OIDC_ISSUER")(value, settings),
    ),
  ),
  OIDC_CLIENT_ID: whenExposed(z.string().optional(), wherePeople("oidc", needed)),
  OIDC_CLIENT_SECRET: whenExposed(z.string().optional(), wherePeople("oidc", secret())),
  OIDC_SCOPES: z.string().default("openid profile"),
  OIDC_RESOURCE: z.string().optional().describe("RFC 8707: the API that the access token shall be for"),
  OIDC_TOKEN: z
    .enum(["access_token", "id_token"])
    .default("access_token")
    .describe("Which one the services are given"),
  TRACE_STORE_URL: webUrl.optional().describe("Where the traces of a ticket can be asked for"),
  LIVE_LOOKBACK_HOURS: z.coerce
    .number()
    .min(1)
    .max(24 * 14)
    .default(24),
  UPSTREAM_INTAKE: replicas("UPSTREAM_INTAKE"),
  UPSTREAM_ROUTING: replicas("UPSTREAM_ROUTING"),
  UPSTREAM_CALLBACKS: replicas("UPSTREAM_CALLBACKS"),
  UPSTREAM_MESSAGING: replicas("UPSTREAM_MESSAGING"),
  UPSTREAM_SCORING: replicas("UPSTREAM_SCORING"),
  UPSTREAM_PROFILES: replicas("UPSTREAM_PROFILES"),
  UPSTREAM_WORKFORCE: replicas("UPSTREAM_WORKFORCE"),
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
