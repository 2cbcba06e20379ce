import type { SpanRecord } from "@shouwen/stack/traces/span-record";
import stringWidth from "string-width";
import { dim, red } from "#bin/terminal.mjs";
import { spaceBehind } from "../terminal/table.ts";
import type { SpanNode } from "./span-tree.ts";

/** One span as it is shown: where it stands in the tree, and when and how long it ran. */
export type SpanLine = {
  readonly indent: string;
  readonly service: string;
  readonly name: string;
  readonly by: SpanNode["by"];
  /** Since the first span began. */
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly error: string | null;
};

const marks: Record<SpanNode["by"], string> = { root: "", parent: "", link: "⇢ ", ticket: "" };

const msSince = (startNano: string, nano: string): number => Number(BigInt(nano) - BigInt(startNano)) / 1e6;

/** Several consumers of a service may hear the same event; only their names tell them apart. */
const nameOf = ({ name, attributes }: SpanRecord): string => {
  const consumer = attributes["shouwen.consumer.name"];
  return typeof consumer === "string" ? `${name} (${consumer})` : name;
};

/** Every span of the tree in the order in which it is read: what came of a span stands below it. */
export const linesOf = (tree: SpanNode): SpanLine[] => {
  const lines: SpanLine[] = [];
  const walk = ({ span, by, children }: SpanNode, indent: string, branch: string): void => {
    const { service, durationMs, error } = span;
    const name = nameOf(span);
    const offsetMs = msSince(tree.span.startNano, span.startNano);
    lines.push({ indent: `${indent}${branch}${marks[by]}`, service, name, by, offsetMs, durationMs, error });
    const below = `${indent}${branch.replace("├─ ", "│  ").replace("└─ ", "   ")}`;
    for (const [index, child] of children.entries())
      walk(child, below, index === children.length - 1 ? "└─ " : "├─ ");
  };
  walk(tree, "", "");
  return lines;
};

const time = (ms: number): string => {
  if (ms < 10_000) return `${ms.toFixed(1)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
};

const TEXT_COLUMNS = { narrowest: 40, widest: 110 };

/** The lines as text: tree, service and span name to the left, start and duration to the right. */
export const treeText = (lines: readonly SpanLine[]): string[] => {
  const plain = lines.map(({ indent, service, name }) => `${indent}${service} · ${name}`);
  const longest = Math.max(...plain.map((text) => stringWidth(text)));
  const width = Math.min(Math.max(longest, TEXT_COLUMNS.narrowest), TEXT_COLUMNS.widest);
  return lines.map(({ indent, service, name, offsetMs, durationMs, error }, index) => {
    const gap = spaceBehind(plain[index] ?? "", width);
    const times = `${`+${time(offsetMs)}`.padStart(12)}  ${time(durationMs).padStart(10)}`;
    return `${dim(indent)}${service} ${dim("·")} ${name}${gap}${dim(times)}${error === null ? "" : red(`  ${error}`)}`;
  });
};

/** `42 spans, 6 services: callbacks, gateway, …` */
export const lastLine = (lines: readonly SpanLine[]): string => {
  const services = [...new Set(lines.map(({ service }) => service))].sort();
  return `${lines.length} spans, ${services.length} services: ${services.join(", ")}`;
};
