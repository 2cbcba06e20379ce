import helmet, { type FastifyHelmetOptions } from "@fastify/helmet";
import type { App } from "@shouwen/service-kit/http";

/**
 * What a browser may do with our pages: nothing comes from elsewhere, no script or style stands in a page, nobody frames
 * one. `formTargets` are other origins that a form may lead to (the identity provider, when somebody signs out).
 */
export const securityHeaders = async (
  app: App,
  options: { formTargets: readonly string[]; isSecure: boolean },
): Promise<void> => {
  await app.register(helmet, {
    global: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", ...options.formTargets],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
      },
    },
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: options.isSecure && { maxAge: 31_536_000, includeSubDomains: false },
  });
  app.addHook("onRequest", async (request, reply) => {
    const isData = request.url.startsWith("/v1/");
    reply.helmet(isData ? withoutPageHeaders : undefined);
    if (!isData) void reply.header("permissions-policy", "camera=(), microphone=(), geolocation=()");
  });
};

/** An answer of the API is data: no browser shows it, so that only its type and its transport are fixed. */
const withoutPageHeaders: FastifyHelmetOptions = {
  contentSecurityPolicy: false,
  crossOriginOpenerPolicy: false,
  crossOriginResourcePolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};
