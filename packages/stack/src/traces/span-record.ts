/** A span as the trace store gives it out. Times are nanoseconds since 1970 as decimal text. */
export type SpanRecord = {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  kind: SpanKind;
  service: string;
  replica: string | null;
  startNano: string;
  endNano: string;
  durationMs: number;
  error: string | null;
  attributes: Record<string, AttributeValue>;
  links: { traceId: string; spanId: string }[];
  events: { name: string; timeNano: string; attributes: Record<string, AttributeValue> }[];
};

/** What an attribute may hold. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | AttributeValue[]
  | { [key: string]: AttributeValue };

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
type SpanKind = (typeof KINDS)[number];

/** OTLP/JSON as our exporters write it; the parts that we read. */
export type OtlpValue = {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number;
  boolValue?: boolean;
  arrayValue?: { values?: OtlpValue[] };
  kvlistValue?: { values?: OtlpAttribute[] };
};
export type OtlpAttribute = { key: string; value?: OtlpValue };
type OtlpSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind?: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: OtlpAttribute[];
  links?: { traceId: string; spanId: string }[];
  events?: { name: string; timeUnixNano: string; attributes?: OtlpAttribute[] }[];
  status?: { code?: number; message?: string };
};
export type OtlpResource = { attributes?: OtlpAttribute[] };
export type OtlpTraces = {
  resourceSpans?: { resource?: OtlpResource; scopeSpans?: { spans?: OtlpSpan[] }[] }[];
};

const plainValue = (value: OtlpValue = {}): AttributeValue => {
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.kvlistValue) return attributesOf(value.kvlistValue.values);
  return value.stringValue ?? value.doubleValue ?? value.boolValue ?? null;
};

/** The list of key and value that OTLP writes, as an object. */
export const attributesOf = (attributes: OtlpAttribute[] = []): Record<string, AttributeValue> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));

const STATUS_ERROR = 2;

const recordOf = (span: OtlpSpan, service: string, replica: string | null): SpanRecord => ({
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId || null,
  name: span.name,
  kind: KINDS[span.kind ?? 0] ?? "unspecified",
  service,
  replica,
  startNano: span.startTimeUnixNano,
  endNano: span.endTimeUnixNano,
  durationMs: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6,
  error: span.status?.code === STATUS_ERROR ? (span.status.message ?? "error") : null,
  attributes: attributesOf(span.attributes),
  links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
  events: (span.events ?? []).map(({ name, timeUnixNano, attributes }) => ({
    name,
    timeNano: timeUnixNano,
    attributes: attributesOf(attributes),
  })),
});

/** Who sent this: the service and which of its replicas. */
export const senderOf = (resource: OtlpResource = {}): { service: string; replica: string | null } => {
  const attributes = attributesOf(resource.attributes);
  const replica = attributes["service.instance.id"];
  return {
    service: String(attributes["service.name"] ?? "unknown"),
    replica: replica ? String(replica) : null,
  };
};

/** Every span of one export request. */
export const spansOf = ({ resourceSpans = [] }: OtlpTraces): SpanRecord[] =>
  resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const { service, replica } = senderOf(resource);
    return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => recordOf(span, service, replica)));
  });
