import { ticketId } from "@shouwen/contracts/values";
import { Problem } from "@shouwen/dev/problem";
import type { TraceRecord } from "@shouwen/dev/ticket-story";
import { bold } from "#bin/terminal.mjs";
import { runningStack } from "../platform/running-stack.ts";
import { spanTree } from "./span-tree.ts";
import { lastLine, linesOf, treeText } from "./tree-lines.ts";

const storyOf = async (traceStore: string, ticket: string): Promise<TraceRecord[]> => {
  const answer = await fetch(`${traceStore}/traces?ticket=${ticket}`, {
    signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) throw new Error(`The trace store answered ${answer.status}`);
  return ((await answer.json()) as { traces: TraceRecord[] }).traces;
};

/** Prints everything that happened to a ticket as one tree of spans. Returns the exit code. */
export const runTrace = async (ticket: string, { json }: { json: boolean }): Promise<number> => {
  if (!ticketId.safeParse(ticket).success) {
    throw new Problem(`${ticket} is not the id of a ticket`, { fix: "Ids of tickets begin with tic_." });
  }
  const tree = spanTree(await storyOf(runningStack().otlp, ticket));
  if (!tree) {
    throw new Problem(`There is no trace of ${ticket}`, {
      fix: "Traces are kept in memory: only of recent tickets, and only of this start of the stack.",
    });
  }
  const lines = linesOf(tree);
  const services = [...new Set(lines.map(({ service }) => service))].sort();
  const text = json
    ? JSON.stringify({ ticket, spans: lines.length, services, tree }, null, 2)
    : [bold(ticket), ...treeText(lines), "", lastLine(lines)].join("\n");
  process.stdout.write(`${text}\n`);
  return 0;
};
