import type { SpanRecord } from "./span-record.ts";

/** The attribute by which one ticket's traces are found. */
export const TICKET_ATTRIBUTE = "shouwen.ticket.id";

/** One trace, or the part of it that belongs to the question. */
export type TraceRecord = { traceId: string; spans: SpanRecord[] };

/** How the story finds its way through the traces that are kept. */
export type TraceLookup = {
  spans: (traceId: string) => readonly SpanRecord[];
  /** Traces with a span that links into this one. */
  linkedFrom: (traceId: string) => Iterable<string>;
  /** Traces with a span of this ticket. */
  ofTicket: (ticketId: string) => Iterable<string>;
};

/** Larger traces (an import, a relay that runs for hours) tell many stories: only our branch of them is taken. */
const WHOLE_TRACE_SPANS = 1_000;

/** These spans with what led to them and what they caused, in the order of the trace. */
const branchOf = (spans: readonly SpanRecord[], from: readonly SpanRecord[]): SpanRecord[] => {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const children = Map.groupBy(spans, ({ parentSpanId }) => parentSpanId);
  const caused = new Set(from);
  for (const span of caused) for (const child of children.get(span.spanId) ?? []) caused.add(child);
  const ledTo = new Set(from);
  for (const { parentSpanId } of ledTo) {
    const parent = byId.get(parentSpanId ?? "");
    if (parent) ledTo.add(parent);
  }
  return spans.filter((span) => caused.has(span) || ledTo.has(span));
};

const wholeOrBranch = (spans: readonly SpanRecord[], from: readonly SpanRecord[]): SpanRecord[] =>
  spans.length <= WHOLE_TRACE_SPANS ? [...spans] : branchOf(spans, from);

/** A span with one link goes on with one story. One with many (a send of many events) belongs to many stories. */
const goesOn = ({ links }: SpanRecord): boolean => links.length === 1;

type Step = { traceId: string; spans: SpanRecord[]; follow: boolean };

const later = (lookup: TraceLookup, { traceId, spans }: Step): Step[] => {
  const ours = new Set(spans.map(({ spanId }) => spanId));
  return [...lookup.linkedFrom(traceId)].flatMap((id) => {
    const all = lookup.spans(id);
    const linking = all.filter(({ links }) =>
      links.some((it) => it.traceId === traceId && ours.has(it.spanId)),
    );
    const follow = linking.some(goesOn);
    const part = follow ? wholeOrBranch(all, linking) : branchOf(all, linking);
    return linking.length > 0 ? [{ traceId: id, spans: part, follow }] : [];
  });
};

const earlier = (lookup: TraceLookup, { spans }: Step): Step[] =>
  spans.filter(goesOn).flatMap(({ links: [link] }) => {
    const all = link ? lookup.spans(link.traceId) : [];
    const linked = all.filter(({ spanId }) => spanId === link?.spanId);
    return link && linked.length > 0
      ? [{ traceId: link.traceId, spans: wholeOrBranch(all, linked), follow: false }]
      : [];
  });

const firstStart = ({ spans }: TraceRecord): string =>
  spans.map(({ startNano }) => startNano).sort()[0] ?? "";

/**
 * All that happened to a ticket: the traces with a span of it, what goes on from them by a link, what they go on
 * from, and the batches that carried their events. Oldest first.
 */
export const ticketStory = (lookup: TraceLookup, ticketId: string): TraceRecord[] => {
  const steps: Step[] = [...lookup.ofTicket(ticketId)].map((traceId) => {
    const all = lookup.spans(traceId);
    const ours = all.filter(({ attributes }) => attributes[TICKET_ATTRIBUTE] === ticketId);
    return { traceId, spans: wholeOrBranch(all, ours), follow: true };
  });
  const known = new Set(steps.map(({ traceId }) => traceId));
  for (const step of steps) {
    if (!step.follow) continue;
    for (const next of [...later(lookup, step), ...earlier(lookup, step)]) {
      if (known.has(next.traceId)) continue;
      known.add(next.traceId);
      steps.push(next);
    }
  }
  return steps
    .map(({ traceId, spans }) => ({ traceId, spans }))
    .sort((one, other) => firstStart(one).localeCompare(firstStart(other)));
};
