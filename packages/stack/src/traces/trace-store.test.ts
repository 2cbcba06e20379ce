import { gzipSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import { ephemeralPort } from "../machine/ports.ts";
import type { MetricPoint } from "./metric-points.ts";
import { startTraceStore } from "./trace-store.ts";

let url = "";
beforeEach(async () => {
  const store = await startTraceStore({ port: await ephemeralPort() });
  url = store.url;
  return store.close;
});

const resource = {
  attributes: [
    { key: "service.name", value: { stringValue: "routing" } },
    { key: "service.instance.id", value: { stringValue: "routing-2" } },
  ],
};

const spans = {
  resourceSpans: [
    {
      resource,
      scopeSpans: [
        {
          spans: [
            {
              traceId: "0af7651916cd43dd8448eb211c80319c",
              spanId: "b7ad6b7169203331",
              name: "process shouwen.request",
              kind: 5,
              startTimeUnixNano: "1795000000000000000",
              endTimeUnixNano: "1795000000001500000",
              attributes: [
                { key: "shouwen.ticket.id", value: { stringValue: "tic_1" } },
                { key: "messaging.batch.message_count", value: { intValue: "50" } },
                { key: "list", value: { arrayValue: { values: [{ boolValue: true }] } } },
              ],
              status: { code: 2, message: "database gone" },
            },
          ],
        },
      ],
    },
  ],
};

const metrics = (value: number) => ({
  resourceMetrics: [
    {
      resource,
      scopeMetrics: [
        {
          metrics: [
            {
              name: "shouwen.outbox.age",
              unit: "s",
              gauge: { dataPoints: [{ timeUnixNano: "1", asDouble: value }] },
            },
            {
              name: "http.server.request.duration",
              unit: "s",
              histogram: {
                dataPoints: [
                  {
                    timeUnixNano: "1",
                    count: "3",
                    sum: 0.3,
                    bucketCounts: ["1", "2"],
                    explicitBounds: [0.1],
                  },
                ],
              },
            },
          ],
        },
      ],
    },
  ],
});

const send = (path: string, body: unknown, packed: boolean): Promise<Response> => {
  const text = JSON.stringify(body);
  return fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...(packed ? { "content-encoding": "gzip" } : {}) },
    body: packed ? gzipSync(text) : text,
  });
};

test.each([false, true])("a span is found by its trace and by its ticket (gzip: %s)", async (packed) => {
  expect((await send("/v1/traces", spans, packed)).status).toBe(200);
  const expected = {
    name: "process shouwen.request",
    kind: "consumer",
    service: "routing",
    replica: "routing-2",
    durationMs: 1.5,
    error: "database gone",
    attributes: { "shouwen.ticket.id": "tic_1", "messaging.batch.message_count": 50, list: [true] },
  };
  const byTrace = await (await fetch(`${url}/traces/0af7651916cd43dd8448eb211c80319c`)).json();
  expect(byTrace).toMatchObject({ spans: [expected] });
  const byTicket = await (await fetch(`${url}/traces?ticket=tic_1`)).json();
  expect(byTicket).toMatchObject({ traces: [{ spans: [expected] }] });
});

test("a trace that is not kept is a 404, a ticket without traces an empty list", async () => {
  expect((await fetch(`${url}/traces/ffff`)).status).toBe(404);
  expect(await (await fetch(`${url}/traces?ticket=tic_9`)).json()).toEqual({ ticket: "tic_9", traces: [] });
});

test("of a metric the newest point of each series is kept", async () => {
  await send("/v1/metrics", metrics(5), false);
  await send("/v1/metrics", metrics(7), true);
  const points = (await (await fetch(`${url}/metrics/latest`)).json()) as MetricPoint[];
  expect(points).toHaveLength(2);
  expect(points[0]).toMatchObject({
    name: "shouwen.outbox.age",
    value: 7,
    service: "routing",
    replica: "routing-2",
  });
  expect(points[1]).toMatchObject({ count: 3, sum: 0.3, buckets: { bounds: [0.1], counts: [1, 2] } });
  const some = await (await fetch(`${url}/metrics/latest?name=shouwen.`)).json();
  expect(some).toHaveLength(1);
});

test("a span is listed whole, with its error and events, and what made room for newer ones is counted", async () => {
  await send("/v1/traces", spans, false);
  expect(await (await fetch(`${url}/spans?name=process`)).json()).toMatchObject([
    { name: "process shouwen.request", error: "database gone", events: [], links: [] },
  ]);
  expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ spans: 1, forgotten: 0 });
});
