import { issuer } from "@shouwen/test-kit/tokens";
import { pino } from "pino";
import { createAuthenticate } from "../src/auth.ts";
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
}): Promise<App> =>
  buildHttp({
    service: "tea",
    description: "Serves tea",
    log: silent,
    authenticate: await authenticateTokens(),
    perMinute: options.perMinute ?? plenty,
    ...(options.bodyTimes ? { bodyTimes: options.bodyTimes } : {}),
    routes: [options.routes],
  });
