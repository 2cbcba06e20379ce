import type { SpanRecord } from "@shouwen/stack/traces/span-record";
import { expect, test } from "vitest";
import { type SpanNode, spanTree } from "./span-tree.ts";
import { lastLine, linesOf } from "./tree-lines.ts";

const aSpan = (spanId: string, over: Partial<SpanRecord> = {}): SpanRecord => ({
  traceId: "one",
  spanId,
  parentSpanId: null,
  name: spanId,
  kind: "internal",
  service: "intake",
  replica: null,
  startNano: "1000000000000000000",
  endNano: "1000000000005000000",
  durationMs: 5,
  error: null,
  attributes: {},
  links: [],
  events: [],
  ...over,
});

const at = (ms: number): string => String(1_000_000_000_000_000_000n + BigInt(ms) * 1_000_000n);

const storyOf = (...spans: SpanRecord[]) =>
  [...Map.groupBy(spans, ({ traceId }) => traceId)].map(([traceId, ones]) => ({ traceId, spans: ones }));

const shape = (node: SpanNode): unknown =>
  node.children.length === 0 ? node.span.name : { [node.span.name]: node.children.map(shape) };

test("children stand under their parents, the oldest first", () => {
  const tree = spanTree(
    storyOf(
      aSpan("later", { parentSpanId: "post", startNano: at(20) }),
      aSpan("post"),
      aSpan("sooner", { parentSpanId: "post", startNano: at(10) }),
    ),
  );
  expect(tree && shape(tree)).toEqual({ post: ["sooner", "later"] });
});

test("delayed work, in a trace of its own, stands under what it links to", () => {
  const due = aSpan("due", {
    traceId: "two",
    startNano: at(900),
    links: [{ traceId: "one", spanId: "post" }],
  });
  const told = aSpan("told", { traceId: "two", parentSpanId: "due", startNano: at(901) });
  const tree = spanTree(storyOf(aSpan("post"), due, told));
  expect(tree && shape(tree)).toEqual({ post: [{ due: ["told"] }] });
  expect(tree?.children[0]?.by).toBe("link");
});

test("a child that also links to its parent's event stays a child", () => {
  const process = aSpan("process", { parentSpanId: "post", links: [{ traceId: "one", spanId: "post" }] });
  expect(spanTree(storyOf(aSpan("post"), process))?.children[0]?.by).toBe("parent");
});

test("a batch stands under the first event of ours that it carried", () => {
  const links = [
    { traceId: "stranger", spanId: "create" },
    { traceId: "one", spanId: "create" },
  ];
  const send = aSpan("send", { traceId: "two", startNano: at(5), links });
  const tree = spanTree(storyOf(aSpan("post"), aSpan("create", { parentSpanId: "post" }), send));
  expect(tree && shape(tree)).toEqual({ post: [{ create: ["send"] }] });
});

test("a person's next command hangs under the ticket's first span: it is one tree", () => {
  const accept = aSpan("accept", { traceId: "two", startNano: at(300) });
  const tree = spanTree(storyOf(accept, aSpan("post")));
  expect(tree && shape(tree)).toEqual({ post: ["accept"] });
  expect(tree?.children[0]?.by).toBe("ticket");
});

test("who only looked at the ticket is left out", () => {
  const look = aSpan("GET /v1/tickets/:ticketId", { traceId: "two", startNano: at(300) });
  const read = aSpan("read", { traceId: "two", parentSpanId: look.spanId, startNano: at(301) });
  const tree = spanTree(storyOf(aSpan("post"), look, read));
  expect(tree && shape(tree)).toEqual("post");
});

test("spans that link in a ring are shown all the same, each once", () => {
  const left = aSpan("left", {
    traceId: "two",
    startNano: at(1),
    links: [{ traceId: "three", spanId: "right" }],
  });
  const right = aSpan("right", {
    traceId: "three",
    startNano: at(2),
    links: [{ traceId: "two", spanId: "left" }],
  });
  const tree = spanTree(storyOf(aSpan("post"), left, right));
  expect(tree && linesOf(tree).map(({ name }) => name)).toEqual(["post", "left", "right"]);
});

test("no spans make no tree", () => {
  expect(spanTree([])).toBeUndefined();
});

test("each line says when and how long, counted from the first span, and the last line names the services", () => {
  const lines = linesOf(
    spanTree(
      storyOf(
        aSpan("post"),
        aSpan("open", { parentSpanId: "post", startNano: at(12), service: "routing", durationMs: 3 }),
        aSpan("tell", { parentSpanId: "open", startNano: at(14), service: "messaging" }),
      ),
    ) as SpanNode,
  );
  expect(lines.map(({ indent, offsetMs }) => [indent, offsetMs])).toEqual([
    ["", 0],
    ["└─ ", 12],
    ["   └─ ", 14],
  ]);
  expect(lastLine(lines)).toBe("3 spans, 3 services: intake, messaging, routing");
});
