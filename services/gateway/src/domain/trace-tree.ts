/** A span as the trace store gives it out; the parts that are shown. */
export type StoredSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly service: string;
  /** Nanoseconds since 1970, as decimal text. */
  readonly startNano: string;
  readonly durationMs: number;
  readonly error: string | null;
};

export type StoredTrace = { readonly traceId: string; readonly spans: readonly StoredSpan[] };

/** One line of the tree: a span, how deep it lies, and when it ran, in ms since the beginning of its trace. */
export type TreeLine = {
  readonly span: StoredSpan;
  readonly depth: number;
  readonly startMs: number;
};

export type TraceTree = {
  readonly traceId: string;
  readonly startedAt: string;
  readonly lengthMs: number;
  readonly services: readonly string[];
  readonly lines: readonly TreeLine[];
  /** Spans that are left out, because nobody reads so many. */
  readonly leftOut: number;
};

const mostLines = 400;
const nanosPerMs = 1_000_000;

const msBetween = (from: string, to: string): number => Number(BigInt(to) - BigInt(from)) / nanosPerMs;

const byStart = (a: StoredSpan, b: StoredSpan): number => Number(BigInt(a.startNano) - BigInt(b.startNano));

/** A trace as a tree, depth first, children in the order in which they began. A span whose parent is not there is a root. */
export const treeOf = ({ traceId, spans }: StoredTrace): TraceTree | undefined => {
  const sorted = spans.toSorted(byStart);
  const [first] = sorted;
  if (!first) return undefined;
  const known = new Set(sorted.map(({ spanId }) => spanId));
  const childrenOf = Map.groupBy(sorted, ({ parentSpanId }) =>
    parentSpanId !== null && known.has(parentSpanId) ? parentSpanId : "",
  );
  const lines: TreeLine[] = [];
  const seen = new Set<string>();
  const descend = (parentId: string, depth: number): void => {
    for (const span of childrenOf.get(parentId) ?? []) {
      if (seen.has(span.spanId)) continue;
      seen.add(span.spanId);
      lines.push({ span, depth, startMs: msBetween(first.startNano, span.startNano) });
      descend(span.spanId, depth + 1);
    }
  };
  descend("", 0);
  return {
    traceId,
    startedAt: new Date(Number(BigInt(first.startNano) / BigInt(nanosPerMs))).toISOString(),
    lengthMs: Math.max(...lines.map(({ span, startMs }) => startMs + span.durationMs)),
    services: [...new Set(lines.map(({ span }) => span.service))],
    lines: lines.slice(0, mostLines),
    leftOut: Math.max(0, lines.length - mostLines),
  };
};
