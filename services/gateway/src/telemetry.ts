import { context, metrics, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from "@opentelemetry/semantic-conventions";
import type { Attempting } from "./upstreams/forward.ts";
import type { Replicas } from "./upstreams/replicas.ts";

/** Our own names. */
const attribute = { upstream: "shouwen.upstream" } as const;

const tracer = trace.getTracer("@shouwen/gateway");
const meter = metrics.getMeter("@shouwen/gateway");

const durations = meter.createHistogram("http.client.request.duration", {
  unit: "s",
  description: "Duration of requests to the services",
  advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
});

const failures = meter.createCounter("shouwen.gateway.failed_attempts", {
  unit: "{attempt}",
  description: "Attempts on a replica that brought no answer, by how they failed",
});

const readyReplicas = meter.createObservableGauge("shouwen.gateway.replicas_ready", {
  unit: "{replica}",
  description: "Replicas that are asked, by service",
});

/** A span and a duration for each attempt on a replica. The attempt carries the span's `traceparent`. */
export const traceAttempts =
  (method: string): Attempting =>
  ({ service, url }) => {
    const { hostname, port } = new URL(url);
    const attributes = { [ATTR_HTTP_REQUEST_METHOD]: method, [attribute.upstream]: service };
    const span = tracer.startSpan(`${method} ${service}`, {
      kind: SpanKind.CLIENT,
      attributes: { ...attributes, [ATTR_SERVER_ADDRESS]: hostname, [ATTR_SERVER_PORT]: Number(port) },
    });
    const startedAt = performance.now();
    const headers: Record<string, string> = {};
    propagation.inject(trace.setSpan(context.active(), span), headers);
    return {
      headers,
      ended: (how) => {
        const result = resultOf(how);
        if (how.failure) failures.add(1, { ...attributes, ...result });
        if (how.failure || (how.status ?? 0) >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttributes(result);
        span.end();
        durations.record((performance.now() - startedAt) / 1_000, { ...attributes, ...result });
      },
    };
  };

const resultOf = ({ status, failure }: Parameters<ReturnType<Attempting>["ended"]>[0]) => ({
  ...(status === undefined ? {} : { [ATTR_HTTP_RESPONSE_STATUS_CODE]: status }),
  ...(failure === undefined ? {} : { [ATTR_ERROR_TYPE]: failure }),
});

/** Shows how many replicas of each service are ready. Answers how to stop. */
export const observeReplicas = (replicas: Replicas): (() => void) => {
  const callback = (result: { observe(value: number, attributes: Record<string, string>): void }) => {
    for (const { service, ready } of replicas.readiness())
      result.observe(ready, { [attribute.upstream]: service });
  };
  readyReplicas.addCallback(callback);
  return () => readyReplicas.removeCallback(callback);
};
