import { expect, test } from "vitest";
import { createSpanIndex } from "./span-index.ts";
import type { SpanRecord } from "./span-record.ts";
import { ticketStory } from "./ticket-story.ts";

type Sketch = {
  trace: string;
  id: string;
  parent?: string;
  ticket?: string;
  links?: [string, string][];
  at?: number;
};

const aSpan = ({ trace, id, parent, ticket, links = [], at = 0 }: Sketch): SpanRecord => ({
  traceId: trace,
  spanId: id,
  parentSpanId: parent ?? null,
  name: id,
  kind: "internal",
  service: "routing",
  replica: null,
  startNano: String(1_000_000 + at),
  endNano: String(1_000_001 + at),
  durationMs: 0.001,
  error: null,
  attributes: ticket ? { "shouwen.ticket.id": ticket } : {},
  links: links.map(([traceId, spanId]) => ({ traceId, spanId })),
  events: [],
});

const story = (sketches: Sketch[], ticket = "tic_1") => {
  const index = createSpanIndex(100_000);
  index.add(sketches.map(aSpan));
  return Object.fromEntries(
    ticketStory(index, ticket).map(({ traceId, spans }) => [traceId, spans.map((it) => it.spanId)]),
  );
};

const opening: Sketch[] = [
  { trace: "open", id: "post" },
  { trace: "open", id: "create", parent: "post", ticket: "tic_1" },
];

test("a ticket's traces are shown whole, other tickets' traces not at all", () => {
  const other: Sketch = { trace: "other", id: "x", ticket: "tic_2" };
  expect(story([...opening, other])).toEqual({ open: ["post", "create"] });
});

test("a later trace that goes on from the ticket's is part of its story, and what goes on from that one", () => {
  const timer: Sketch = { trace: "timer", id: "fire", links: [["open", "create"]], at: 1 };
  const callback: Sketch = { trace: "callback", id: "call", links: [["timer", "fire"]], at: 2 };
  expect(story([callback, ...opening, timer])).toEqual({
    open: ["post", "create"],
    timer: ["fire"],
    callback: ["call"],
  });
});

test("the trace that the ticket goes on from is part of its story", () => {
  const before: Sketch = { trace: "mail", id: "fetch" };
  const start: Sketch = { trace: "open", id: "post", ticket: "tic_1", links: [["mail", "fetch"]], at: 1 };
  expect(story([before, start])).toEqual({ mail: ["fetch"], open: ["post"] });
});

test("a batch that carried many tickets' events brings itself, not the other tickets", () => {
  const links: [string, string][] = [
    ["open", "create"],
    ["open-2", "create-2"],
  ];
  const batch: Sketch[] = [
    { trace: "relay", id: "drain" },
    { trace: "relay", id: "send", parent: "drain", links, at: 1 },
    { trace: "relay", id: "send-others", parent: "drain", links: [["open-2", "create-2"]], at: 1 },
  ];
  const other: Sketch = { trace: "open-2", id: "create-2", ticket: "tic_2" };
  expect(story([...opening, other, ...batch])).toEqual({
    open: ["post", "create"],
    relay: ["drain", "send"],
  });
});

test("of a trace with thousands of tickets only this ticket's branch is shown", () => {
  const rows = Array.from({ length: 2_000 }, (_, row): Sketch[] => [
    { trace: "import", id: `row-${row}`, parent: "import", ticket: `tic_${row}` },
    { trace: "import", id: `save-${row}`, parent: `row-${row}` },
  ]);
  const found = story([{ trace: "import", id: "import" }, ...rows.flat()], "tic_7");
  expect(found).toEqual({ import: ["import", "row-7", "save-7"] });
});

test("the oldest traces make room for new ones, whole and with their ticket", () => {
  const index = createSpanIndex(3);
  index.add(opening.map(aSpan));
  index.add(
    [
      { trace: "a", id: "1" },
      { trace: "b", id: "2", ticket: "tic_2" },
    ].map(aSpan),
  );
  expect(ticketStory(index, "tic_1")).toEqual([]);
  expect(ticketStory(index, "tic_2")).toHaveLength(1);
  expect(index.size()).toEqual({ spans: 2, traces: 2, forgotten: 2 });
});
