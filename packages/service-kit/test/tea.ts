import { issuer } from "@shouwen/test-kit/tokens";
import { pino } from "pino";
import { type Authenticate, createAuthenticate } from "../src/auth.ts";
import { type App, buildHttp, type Routes } from "../src/http.ts";
import type { BodyTimes, RateLimits } from "../src/limits.ts";

/** Who signs the tokens of these tests. */
export const auth = issuer();
export const maya = auth.authorization({ sub: "stf_maya", roles: ["agent"], properties: ["prp_lakeside"] });

export const silent = pino({ level: "silent" });

/** More than any test asks. */
export const plenty: RateLimits = {
  read: 1_000,
  command: 1_000,
  heavy: 1_000,
  upload: 1_000,
  program: 1_000,
};

/** Knows people by the tokens of `auth`, as a service does. */
export const authenticateTokens = () =>
  createAuthenticate({
    issuer: auth.environment.AUTH_ISSUER,
    audience: auth.environment.AUTH_AUDIENCE,
    jwks: auth.environment.AUTH_JWKS,
    claims: { name: "name", roles: "roles", properties: "properties" },
  });

/** A service of a few routes, with all that the kit does for every service. */
export const openTea = async (options: {
  routes: Routes;
  perMinute?: RateLimits;
  bodyTimes?: BodyTimes;
  headersWithinMs?: number;
  maxConnections?: number;
  /** Unless said, people are known by the tokens of `auth`. */
  authenticate?: Authenticate;
}): Promise<App> => {
  const { routes, authenticate = await authenticateTokens(), ...limits } = options;
  const about = { service: "tea", description: "Serves tea", log: silent, authenticate };
  return buildHttp({ ...about, perMinute: plenty, ...limits, routes: [routes] });
};

/** The port of a service of tea that listens now. */
export const listening = async (app: App): Promise<number> => {
  await app.listen({ port: 0, host: "127.0.0.1" });
  return (app.server.address() as { port: number }).port;
};
