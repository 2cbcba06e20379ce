import type { App } from "@shouwen/service-kit/http";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { securityHeaders } from "./security-headers.ts";

const headersOf = async (url: string, isSecure = false) => {
  const app = Fastify();
  await securityHeaders(app as unknown as App, { formTargets: ["https://idp.example"], isSecure });
  const { headers } = await app.inject({ url });
  const {
    "content-type": _type,
    "content-length": _length,
    date: _date,
    connection: _connection,
    ...ours
  } = headers;
  return ours;
};

test("a page takes nothing from elsewhere, holds no script or style, and stands in nobody's frame", async () => {
  const { "content-security-policy": policy = "", ...others } = await headersOf("/live");
  expect(String(policy).split(";")).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self' https://idp.example",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]);
  expect(others).toMatchObject({
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
});

test("an answer of the API is what its type says, and nothing else is said of it", async () => {
  expect(await headersOf("/v1/tickets")).toEqual({ "x-content-type-options": "nosniff" });
});

test("whoever came over https once comes over https for a year", async () => {
  for (const url of ["/live", "/v1/tickets"]) {
    expect(await headersOf(url, true)).toMatchObject({ "strict-transport-security": "max-age=31536000" });
    expect(await headersOf(url)).not.toHaveProperty("strict-transport-security");
  }
});
