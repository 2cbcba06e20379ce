import type { SpanRecord } from "./span-record.ts";
import { TICKET_ATTRIBUTE, type TraceLookup } from "./ticket-story.ts";

/** The most recent spans, found by trace, by ticket and by link. */
export type SpanIndex = TraceLookup & {
  add: (spans: readonly SpanRecord[]) => void;
  /** `forgotten` spans made room for newer ones. */
  size: () => { spans: number; traces: number; forgotten: number };
  /** Every kept span whose name begins so. */
  named: (prefix: string) => SpanRecord[];
};

type Trace = { spans: SpanRecord[]; tickets: Set<string>; linksTo: Set<string> };

type Index = Map<string, Set<string>>;

const addTo = (index: Index, key: string, value: string): void => {
  const found = index.get(key);
  if (found) found.add(value);
  else index.set(key, new Set([value]));
};

const removeFrom = (index: Index, key: string, value: string): void => {
  const found = index.get(key);
  found?.delete(value);
  if (found?.size === 0) index.delete(key);
};

/** Keeps at most `capacity` spans. The traces that have been silent longest go first, whole. */
export const createSpanIndex = (capacity: number): SpanIndex => {
  const traces = new Map<string, Trace>();
  const byTicket: Index = new Map();
  const linkedFrom: Index = new Map();
  let spanCount = 0;
  let forgotten = 0;

  const forget = (traceId: string, { spans, tickets, linksTo }: Trace): void => {
    traces.delete(traceId);
    spanCount -= spans.length;
    forgotten += spans.length;
    for (const ticket of tickets) removeFrom(byTicket, ticket, traceId);
    for (const target of linksTo) removeFrom(linkedFrom, target, traceId);
  };

  const evict = (): void => {
    for (const [traceId, trace] of traces) {
      if (spanCount <= capacity) return;
      forget(traceId, trace);
    }
  };

  const indexSpan = ({ traceId, attributes, links }: SpanRecord, trace: Trace): void => {
    const ticket = attributes[TICKET_ATTRIBUTE];
    if (typeof ticket === "string") {
      trace.tickets.add(ticket);
      addTo(byTicket, ticket, traceId);
    }
    for (const link of links) {
      if (link.traceId === traceId) continue;
      trace.linksTo.add(link.traceId);
      addTo(linkedFrom, link.traceId, traceId);
    }
  };

  const addSpan = (span: SpanRecord): void => {
    const trace = traces.get(span.traceId) ?? { spans: [], tickets: new Set(), linksTo: new Set() };
    traces.delete(span.traceId); // and in again at the end: the map is in order of the last word
    traces.set(span.traceId, trace);
    trace.spans.push(span);
    spanCount += 1;
    indexSpan(span, trace);
  };

  return {
    add: (spans) => {
      for (const span of spans) addSpan(span);
      evict();
    },
    spans: (traceId) => traces.get(traceId)?.spans ?? [],
    linkedFrom: (traceId) => linkedFrom.get(traceId) ?? [],
    ofTicket: (ticketId) => byTicket.get(ticketId) ?? [],
    size: () => ({ spans: spanCount, traces: traces.size, forgotten }),
    named: (prefix) =>
      [...traces.values()].flatMap(({ spans }) => spans.filter(({ name }) => name.startsWith(prefix))),
  };
};
