import type { SpanRecord } from "@shouwen/stack/traces/span-record";
import type { TraceRecord } from "@shouwen/stack/traces/ticket-story";

/** A span with everything that came of it, oldest first. */
export type SpanNode = {
  readonly span: SpanRecord;
  /** How it came to hang here: as a child in the same trace, by a link over a delay, or as the ticket's own later work. */
  readonly by: "root" | "parent" | "link" | "ticket";
  readonly children: SpanNode[];
};

const keyOf = ({ traceId, spanId }: { traceId: string; spanId: string }): string => `${traceId} ${spanId}`;

const byStart = (one: SpanNode, other: SpanNode): number =>
  one.span.startNano.localeCompare(other.span.startNano) || one.span.spanId.localeCompare(other.span.spanId);

type Place = { readonly above: SpanRecord; readonly by: "parent" | "link" };

/** What a span hangs under: its parent, else the first of its links that is part of the story. */
const placeOf = (span: SpanRecord, known: ReadonlyMap<string, SpanRecord>): Place | undefined => {
  const parent = known.get(keyOf({ traceId: span.traceId, spanId: span.parentSpanId ?? "" }));
  if (parent) return { above: parent, by: "parent" };
  const linked = span.links
    .map((link) => known.get(keyOf(link)))
    .find((it) => it !== undefined && it !== span);
  return linked && { above: linked, by: "link" };
};

/** Whether following the places upwards from a span ends at a root, and not in a ring. */
const endsAtRoot = (span: SpanRecord, places: ReadonlyMap<SpanRecord, Place>): boolean => {
  const passed = new Set<SpanRecord>();
  for (let at: SpanRecord | undefined = span; at; at = places.get(at)?.above) {
    if (passed.has(at)) return false;
    passed.add(at);
  }
  return true;
};

/** Somebody looked at the ticket: nothing happened to it. */
const isLook = ({ span }: SpanNode): boolean => span.name.startsWith("GET ");

/**
 * One tree out of all traces of a ticket: children under their parents, delayed work under what it links to, and what
 * hangs under nothing (a person's next command) under the first root, because it is work on the same ticket. Who only
 * looked is left out. Undefined when there are no spans.
 */
export const spanTree = (traces: readonly TraceRecord[]): SpanNode | undefined => {
  const spans = traces.flatMap((trace) => trace.spans);
  const known = new Map(spans.map((span) => [keyOf(span), span]));
  const places = new Map(
    spans.flatMap((span) => {
      const place = placeOf(span, known);
      return place ? [[span, place] as const] : [];
    }),
  );
  for (const span of spans) if (!endsAtRoot(span, places)) places.delete(span);
  const nodes = new Map<SpanRecord, SpanNode>();
  for (const span of spans) nodes.set(span, { span, by: places.get(span)?.by ?? "root", children: [] });
  for (const [span, { above }] of places) nodes.get(above)?.children.push(nodes.get(span) as SpanNode);
  for (const { children } of nodes.values()) children.sort(byStart);
  const roots = [...nodes.values()].filter((node) => node.by === "root" && !isLook(node));
  const [first, ...others] = roots.sort(byStart);
  if (!first) return undefined;
  const later = others.map((node): SpanNode => ({ ...node, by: "ticket" }));
  return { ...first, children: [...first.children, ...later].sort(byStart) };
};
