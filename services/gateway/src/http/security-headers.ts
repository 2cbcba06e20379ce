import type { App } from "@shouwen/service-kit/http";

/**
 * What a browser may do with our pages: nothing comes from elsewhere, no script or style stands in a page, nobody frames
 * one. `formTargets` are other origins that a form may lead to (the identity provider, when somebody signs out).
 */
export const securityHeaders = (
  app: App,
  options: { formTargets: readonly string[]; isSecure: boolean },
): void => {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    ["form-action 'self'", ...options.formTargets].join(" "),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  const forPages = {
    "content-security-policy": policy,
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
  };
  const everywhere = {
    "x-content-type-options": "nosniff",
    ...(options.isSecure ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
  app.addHook("onRequest", (request, reply, done) => {
    void reply.headers(request.url.startsWith("/v1/") ? everywhere : { ...everywhere, ...forPages });
    done();
  });
};
