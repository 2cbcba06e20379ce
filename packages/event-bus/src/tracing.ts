import {
  type Context,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { ATTR_ERROR_TYPE } from "@opentelemetry/semantic-conventions";

// The incubating names of the messaging conventions (1.45) are repeated here: the package exports them only from an
// entry that warns of breaking changes.
const attribute = {
  system: "messaging.system.name",
  operation: "messaging.operation.name",
  operationType: "messaging.operation.type",
  destination: "messaging.destination.name",
  partition: "messaging.destination.partition.id",
  messageId: "messaging.message.id",
  messageKey: "messaging.kafka.message.key",
  offset: "kafka.offset",
  batchSize: "messaging.batch.message_count",
  consumer: "shouwen.consumer.name",
  eventType: "shouwen.event.type",
} as const;

// Our own and not the instrumentation of kafkajs, which overwrites the stored `traceparent` and shows nothing of ES modules
// without a loader hook.
const tracer = trace.getTracer("@shouwen/event-bus");

/** Names of our own on every span about a ticket, so that a trace can be found by it. */
const ticketAttribute = "shouwen.ticket.id";

/** W3C trace context as it travels in headers. */
export type TraceHeaders = { traceparent?: string; tracestate?: string };

type Carrier = { traceparent?: string | undefined; tracestate?: string | undefined };

/** The context that a stored `traceparent` stands for. */
export const contextOf = (carrier: Carrier): Context => propagation.extract(ROOT_CONTEXT, carrier);

const linkTo = (carrier: Carrier): Link[] => {
  const spanContext = trace.getSpanContext(contextOf(carrier));
  return spanContext ? [{ context: spanContext }] : [];
};

const ticketOf = (data: unknown): Record<string, string> => {
  const id = (data as { ticketId?: unknown } | null)?.ticketId;
  return typeof id === "string" ? { [ticketAttribute]: id } : {};
};

/** The `create` span of one event, and the traceparent that travels with it. Nobody overwrites it later. */
export const traceCreate = (event: {
  id: string;
  type: string;
  topic: string;
  data: unknown;
}): TraceHeaders => {
  const span = tracer.startSpan(`create ${event.type}`, {
    kind: SpanKind.PRODUCER,
    attributes: {
      [attribute.system]: "kafka",
      [attribute.operation]: "create",
      [attribute.operationType]: "create",
      [attribute.destination]: event.topic,
      [attribute.messageId]: event.id,
      [attribute.eventType]: event.type,
      ...ticketOf(event.data),
    },
  });
  span.end();
  return carrierOf(trace.setSpan(context.active(), span));
};

/** The `send` span of one batch, linked to at most 128 of the creates that it carries (the SDK's default limit). */
export const traceSend = async <T>(
  batch: { topic: string; carriers: Carrier[] },
  send: () => Promise<T>,
): Promise<T> => {
  const span = tracer.startSpan(`send ${batch.topic}`, {
    kind: SpanKind.CLIENT,
    root: true,
    links: batch.carriers.slice(0, 128).flatMap(linkTo),
    attributes: {
      [attribute.system]: "kafka",
      [attribute.operation]: "send",
      [attribute.operationType]: "send",
      [attribute.destination]: batch.topic,
      [attribute.batchSize]: batch.carriers.length,
    },
  });
  return endAfter(span, send);
};

/** The `process` span of one message in one consumer: a child of its create, and linked to it. */
export const startProcess = (
  consumer: string,
  message: {
    id: string;
    type: string;
    topic: string;
    partition: number;
    offset: string;
    key: string;
    data: unknown;
  } & Carrier,
): { span: Span; context: Context } => {
  const parent = contextOf(message);
  const span = tracer.startSpan(
    `process ${message.type}`,
    {
      kind: SpanKind.CONSUMER,
      links: linkTo(message),
      attributes: {
        [attribute.system]: "kafka",
        [attribute.operation]: "process",
        [attribute.operationType]: "process",
        [attribute.destination]: message.topic,
        [attribute.partition]: String(message.partition),
        [attribute.offset]: Number(message.offset),
        [attribute.messageId]: message.id,
        [attribute.messageKey]: message.key,
        [attribute.consumer]: consumer,
        [attribute.eventType]: message.type,
        ...ticketOf(message.data),
      },
    },
    parent,
  );
  return { span, context: trace.setSpan(parent, span) };
};

/** A span of delayed work: a trace of its own, linked to the one that asked for it. */
export const traceDelayed = async <T>(
  work: { name: string; origin?: Carrier | undefined; attributes?: Record<string, string | number> },
  run: () => Promise<T>,
): Promise<T> => {
  const span = tracer.startSpan(work.name, {
    root: true,
    links: work.origin ? linkTo(work.origin) : [],
    attributes: work.attributes ?? {},
  });
  return context.with(trace.setSpan(ROOT_CONTEXT, span), () => endAfter(span, run));
};

/** Where in which trace we are. */
export type TraceContext = Context;

/** The trace of whatever is going on now. */
export const currentTrace = (): TraceContext => context.active();

/** A trace as headers, to be kept with work that is done later or elsewhere. */
export const carrierOf = (trace: TraceContext): TraceHeaders => {
  const carrier: TraceHeaders = {};
  propagation.inject(trace, carrier);
  return carrier;
};

/** The traceparent of whatever is going on now, to be kept with work that is done later. */
export const currentCarrier = (): TraceHeaders => carrierOf(context.active());

/** Marks a span as failed. Messages of errors may hold personal data, so only the kind of error is kept. */
export const failSpan = (span: Span, error: unknown): void => {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute(ATTR_ERROR_TYPE, error instanceof Error ? error.name : "unknown");
};

const endAfter = async <T>(span: Span, run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    failSpan(span, error);
    throw error;
  } finally {
    span.end();
  }
};

/** Runs inside a context. */
export const inContext = <T>(target: Context, run: () => T): T => context.with(target, run);
