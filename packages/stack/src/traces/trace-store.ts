import { createGunzip } from "node:zlib";
import Fastify, { type FastifyInstance } from "fastify";
import { answerThisMachineOnly } from "../machine/this-machine-only.ts";
import { createMetricStore, metricPointsOf, type OtlpMetrics } from "./metric-points.ts";
import { createSpanIndex } from "./span-index.ts";
import { type OtlpTraces, spansOf } from "./span-record.ts";
import { ticketStory } from "./ticket-story.ts";

/** A running trace store. `url` is the OTLP/HTTP endpoint, and where its questions are asked. */
export type TraceStore = { url: string; close: () => Promise<void> };

const LARGEST_EXPORT_BYTES = 32 * 1024 * 1024;

const acceptGzip = (app: FastifyInstance): void => {
  app.addHook("preParsing", async (request, _reply, payload) => {
    if (request.headers["content-encoding"] !== "gzip") return payload;
    delete request.headers["content-length"]; // of the packed bytes
    return payload.pipe(createGunzip());
  });
};

const addRoutes = (app: FastifyInstance, capacity: number): void => {
  const index = createSpanIndex(capacity);
  const metrics = createMetricStore();
  app.post<{ Body: OtlpTraces }>("/v1/traces", ({ body }) => {
    index.add(spansOf(body));
    return {};
  });
  app.post<{ Body: OtlpMetrics }>("/v1/metrics", ({ body }) => {
    metrics.add(metricPointsOf(body));
    return {};
  });
  app.get<{ Querystring: { ticket?: string } }>("/traces", ({ query }, reply) => {
    if (!query.ticket) return reply.code(400).send({ error: "Ask for one ticket: /traces?ticket=tic_…" });
    return { ticket: query.ticket, traces: ticketStory(index, query.ticket) };
  });
  app.get<{ Params: { traceId: string } }>("/traces/:traceId", ({ params: { traceId } }, reply) => {
    const spans = index.spans(traceId);
    if (spans.length === 0) return reply.code(404).send({ error: "No such trace, or no longer" });
    return { traceId, spans };
  });
  app.get<{ Querystring: { name?: string } }>("/spans", ({ query }) => index.named(query.name ?? ""));
  app.get<{ Querystring: { name?: string } }>("/metrics/latest", ({ query }) =>
    metrics.latest(query.name ?? ""),
  );
  app.get("/health/ready", () => ({ status: "ready", ...index.size() }));
};

/**
 * Receives OTLP/HTTP in JSON (gzip or not) and keeps the most recent spans and the newest metric points in
 * memory, so that a laptop can follow one ticket through every service without a collector.
 */
export const startTraceStore = async ({
  port,
  capacity = 300_000,
}: {
  port: number;
  capacity?: number;
}): Promise<TraceStore> => {
  const app = Fastify({ bodyLimit: LARGEST_EXPORT_BYTES, forceCloseConnections: true });
  answerThisMachineOnly(app);
  acceptGzip(app);
  addRoutes(app, capacity);
  const url = await app.listen({ port, host: "127.0.0.1" });
  return { url, close: () => app.close() };
};
