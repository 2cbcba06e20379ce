import { buildHttp } from "@shouwen/service-kit/http";
import pino from "pino";
import { expect, test } from "vitest";
import { z } from "zod";
import { fuzz } from "../src/routes/fuzz.ts";
import { operationsOf } from "../src/routes/operations.ts";

const seed = 311;

test("a route that fails for one odd input is found, and named with the input", async () => {
  const app = await buildHttp({
    service: "planted",
    description: "Fails for some",
    log: pino({ level: "silent" }),
    authenticate: () => Promise.resolve(undefined),
    perMinute: { read: 10_000, command: 10_000, heavy: 10_000, upload: 10_000, program: 10_000 },
    routes: [
      (routes) => {
        const open = { config: { allow: "public" as const } };
        const querystring = z.object({ count: z.coerce.number().optional() });
        routes.get("/v1/sound", { ...open, schema: { querystring } }, () => ({}));
        routes.get("/v1/planted", { ...open, schema: { querystring } }, ({ query }) => {
          if ((query.count ?? 0) > 2 ** 31 - 1) throw new Error("integer out of range");
          return {};
        });
      },
    ],
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const options = { known: {}, seed, perField: 30, withinMs: 60_000, authorizationFor: async () => "" };
  const { failures } = await fuzz(await operationsOf("planted", url), options);
  await app.close();
  expect(failures.length).toBeGreaterThan(0);
  expect(failures.every((failure) => failure.startsWith("planted GET /v1/planted · ?count="))).toBe(true);
});
