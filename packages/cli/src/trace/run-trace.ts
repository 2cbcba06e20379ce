import { Problem } from "@shouwen/stack/problem";
import type { TraceRecord } from "@shouwen/stack/traces/ticket-story";
import { bold } from "#bin/terminal.mjs";
import { bodyOf, createClient } from "../platform/http-client.ts";
import { runningStack } from "../platform/running-stack.ts";
import type { Stack } from "../stack/stack-file.ts";
import { findTicket, type NumberedTicket, numberedTickets } from "./find-ticket.ts";
import { spanTree } from "./span-tree.ts";
import { lastLine, linesOf, treeText } from "./tree-lines.ts";

const storyOf = async (traceStore: string, ticket: string): Promise<TraceRecord[]> => {
  const answer = await fetch(`${traceStore}/traces?ticket=${ticket}`, {
    signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) throw new Error(`The trace store answered ${answer.status}`);
  return ((await answer.json()) as { traces: TraceRecord[] }).traces;
};

/** The tickets of the whole group that a number may mean. */
const askByNumber =
  ({ gateway, services, tokens }: Stack) =>
  async (number: string): Promise<readonly NumberedTicket[]> => {
    const client = createClient({ gateway, services, patienceMs: 10_000, atOnce: 1 });
    const query = new URLSearchParams({ q: number, limit: "200" });
    const call = { service: "routing", path: `/v1/tickets?${query}`, token: tokens.admin ?? "" };
    return numberedTickets.parse(bodyOf(call, await client(call))).items;
  };

/** Prints everything that happened to a ticket as one tree of spans. Returns the exit code. */
export const runTrace = async (
  named: string,
  { json, property }: { json: boolean; property: string | undefined },
): Promise<number> => {
  const stack = runningStack();
  const ticket = await findTicket(named, { property, numbered: askByNumber(stack) });
  const tree = spanTree(await storyOf(stack.otlp, ticket));
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
