import {
  type Context,
  context,
  metrics,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
} from "@opentelemetry/semantic-conventions";
import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    serverSpan: { span: Span; context: Context; startedAt: number } | undefined;
  }
}

const tracer = trace.getTracer("@shouwen/service-kit");
const ticketId = /\/(tic|req)_([A-Za-z0-9-]+)/;

/**
 * One server span and one duration per request, and `traceparent` on every answer. Not @fastify/otel: it makes a span
 * of every hook, five for one request, and the accept path is the hot one.
 */
export const traceHttp = (app: Pick<FastifyInstance, "addHook" | "decorateRequest">): void => {
  const durations = metrics.getMeter("@shouwen/service-kit").createHistogram("http.server.request.duration", {
    unit: "s",
    description: "Duration of HTTP server requests",
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  app.decorateRequest("serverSpan", undefined);
  app.addHook("onRequest", (request, reply, done) => {
    const route = request.routeOptions.url ?? "unknown";
    const parent = propagation.extract(ROOT_CONTEXT, request.headers);
    const span = tracer.startSpan(
      `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          [ATTR_HTTP_REQUEST_METHOD]: request.method,
          [ATTR_HTTP_ROUTE]: route,
          ...ticketOf(request.url),
        },
      },
      parent,
    );
    const active = trace.setSpan(parent, span);
    request.serverSpan = { span, context: active, startedAt: performance.now() };
    const carrier: { traceparent?: string } = {};
    propagation.inject(active, carrier);
    if (carrier.traceparent) void reply.header("traceparent", carrier.traceparent);
    context.with(active, done);
  });
  // Reading a body leaves the async context of the first hook; the handler must run in it again.
  app.addHook("preHandler", (request, _reply, done) =>
    context.with(request.serverSpan?.context ?? ROOT_CONTEXT, done),
  );
  app.addHook("onResponse", (request, reply, done) => {
    const { serverSpan } = request;
    if (serverSpan) {
      const attributes = {
        [ATTR_HTTP_REQUEST_METHOD]: request.method,
        [ATTR_HTTP_ROUTE]: request.routeOptions.url ?? "unknown",
        [ATTR_HTTP_RESPONSE_STATUS_CODE]: reply.statusCode,
      };
      serverSpan.span.setAttributes(attributes);
      if (reply.statusCode >= 500) serverSpan.span.setStatus({ code: SpanStatusCode.ERROR });
      serverSpan.span.end();
      durations.record((performance.now() - serverSpan.startedAt) / 1_000, attributes);
    }
    done();
  });
};

const ticketOf = (url: string): Record<string, string> => {
  const found = ticketId.exec(url);
  return found ? { "shouwen.ticket.id": `tic_${found[2]}` } : {};
};
