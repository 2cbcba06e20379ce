import { expect, test } from "vitest";
import { type StoredSpan, treeOf } from "./trace-tree.ts";

const aSpan = (spanId: string, parentSpanId: string | null, startMs: number): StoredSpan => ({
  traceId: "t1",
  spanId,
  parentSpanId,
  name: `span ${spanId}`,
  service: spanId.startsWith("i") ? "intake" : "routing",
  startNano: String(BigInt(1_700_000_000_000 + startMs) * 1_000_000n),
  durationMs: 5,
  error: null,
});

const linesOf = (...spans: StoredSpan[]) =>
  treeOf({ traceId: "t1", spans })?.lines.map(({ span, depth, startMs }) => [span.spanId, depth, startMs]);

test("children stand below their parent, in the order in which they began", () => {
  expect(
    linesOf(aSpan("r2", "i1", 8), aSpan("i1", null, 0), aSpan("r1", "i1", 3), aSpan("r3", "r1", 4)),
  ).toEqual([
    ["i1", 0, 0],
    ["r1", 1, 3],
    ["r3", 2, 4],
    ["r2", 1, 8],
  ]);
});

test("a span whose parent is not kept any more is shown all the same", () => {
  expect(linesOf(aSpan("r1", "gone", 0))).toEqual([["r1", 0, 0]]);
});

test("a trace says when it began, how long it took and who took part", () => {
  const tree = treeOf({ traceId: "t1", spans: [aSpan("i1", null, 0), aSpan("r1", "i1", 20)] });
  expect(tree).toMatchObject({
    startedAt: "2023-11-14T22:13:20.000Z",
    lengthMs: 25,
    services: ["intake", "routing"],
  });
});

test("nobody is shown a thousand lines, but is told how many there are", () => {
  const many = Array.from({ length: 450 }, (_, index) => aSpan(`i${index}`, null, index));
  const tree = treeOf({ traceId: "t1", spans: many });
  expect([tree?.lines.length, tree?.leftOut]).toEqual([400, 50]);
});

test("a trace without spans is none", () => {
  expect(treeOf({ traceId: "t1", spans: [] })).toBeUndefined();
});
