import { bold, dim, green, red, yellow } from "#bin/terminal.mjs";
import { figure } from "../terminal/table.ts";
import type { Crew } from "./crew.ts";
import type { Counts, Outcome } from "./outcome.ts";
import { isOver, type TicketCase } from "./ticket-case.ts";

const seconds = (ms: number): string => `${(ms / 1000).toFixed(0)} s`;

const statusOf = ({ ticket }: TicketCase): string => ticket?.status ?? "being opened";

const countBy = (cases: readonly TicketCase[]): Counts =>
  Object.fromEntries([...Map.groupBy(cases, statusOf)].map(([status, ones]) => [status, ones.length]));

/** Where the run stands, in one line. */
export const progressText = (cases: readonly TicketCase[], wanted: number, tookMs: number): string => {
  const over = cases.filter(isOver).length;
  const open = Object.entries(countBy(cases.filter((one) => !isOver(one))));
  const parts = open.map(([status, count]) => `${count} ${status.replace("_", " ")}`);
  const asked = cases.length < wanted ? ` · ${cases.length} asked` : "";
  return `${over}/${wanted} closed${asked}${parts.length > 0 ? ` · ${parts.join(" · ")}` : ""} · ${seconds(tookMs)}`;
};

const sum = (counts: Counts): number => Object.values(counts).reduce((total, count) => total + count, 0);

const line = (name: string, count: number, parts: Counts = {}): string => {
  const detail = Object.entries(parts).map(([part, many]) => `${figure(many)} ${part}`);
  return `  ${name.padEnd(16)}${figure(count).padStart(7)}  ${dim(detail.join(" · "))}`.trimEnd();
};

/** What became of the run. */
export const outcomeText = (outcome: Outcome, crew: Pick<Crew, "refusals">, tookMs: number): string => {
  const { tickets, callbacks, messages, ledger, breaches, late, reopened } = outcome;
  const refusals = Object.fromEntries(crew.refusals());
  return [
    bold("What became of it"),
    line("requests", sum(tickets)),
    line("tickets", sum(tickets), tickets),
    line("callbacks", sum(callbacks), callbacks),
    line("messages", sum(messages), messages),
    line("ledger entries", ledger.entries, { points: ledger.points }),
    line("promises broken", sum(breaches), breaches),
    line("kept, but late", late),
    line("reopened", reopened),
    ...(sum(refusals) > 0 ? [line("too late or twice", sum(refusals), refusals)] : []),
    `  ${"duration".padEnd(16)}${seconds(tookMs).padStart(7)}`,
  ].join("\n");
};

/** The last line: a ticket to look at, or those that did not end. */
export const endText = (cases: readonly TicketCase[]): string => {
  const left = cases.filter((one) => !isOver(one));
  const [first] = cases.toSorted((one, other) => (other.ticket?.version ?? 0) - (one.ticket?.version ?? 0));
  if (left.length === 0)
    return `${green("✔")} All ${cases.length} are closed. Follow one through every service: npx shouwen trace ${first?.ticketId}`;
  const lines = left.map(
    (one) => `  ${one.ticketId} ${yellow(statusOf(one))} ${one.plan.house.propertyId} ${one.plan.kind}`,
  );
  return [`${red("✘")} ${left.length} of ${cases.length} did not close:`, ...lines].join("\n");
};
