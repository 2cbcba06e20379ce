import { Problem } from "@shouwen/stack/problem";
import { z } from "zod";
import { green, yellow } from "#bin/terminal.mjs";
import { figure, table } from "../terminal/table.ts";
import { openDesk, readRule } from "./desk.ts";

export type RehearseFlags = {
  readonly scope: string;
  readonly days: string;
  readonly from?: string;
  readonly to?: string;
  readonly list: string;
  readonly format: string;
};

const nullable = z.string().nullable();

const routingRehearsal = z.object({
  tickets: z.int(),
  moved: z.int(),
  nowhere: z.int(),
  flows: z.array(z.object({ from: nullable, to: nullable, count: z.int() })),
  list: z.array(
    z.object({
      ticketId: z.string(),
      kind: z.string(),
      category: z.string(),
      from: nullable,
      to: nullable,
      ruleId: nullable,
    }),
  ),
});

const tally = z.object({
  promised: z.int(),
  wouldBePromised: z.int(),
  missed: z.int(),
  wouldBeMissed: z.int(),
  newlyMissed: z.int(),
  newlyKept: z.int(),
  movedDue: z.int(),
});

const slaRehearsal = z.object({
  tickets: z.int(),
  response: tally,
  resolution: tally,
  list: z.array(
    z.object({
      ticketId: z.string(),
      target: z.string(),
      kind: z.string(),
      dueAt: nullable,
      wouldBeDueAt: nullable,
      doneAt: nullable,
      becomes: z.string(),
    }),
  ),
});

/** Tries a rule of routing or of promises on the tickets of the past, and says what would be different. */
export const rehearse = async (kind: string, file: string, flags: RehearseFlags): Promise<void> => {
  if (kind !== "routing" && kind !== "sla")
    throw new Problem(`${kind} cannot be rehearsed`, { fix: "There are: routing, sla." });
  const { scope, days, from, to, list, format } = flags;
  const trial = {
    scope,
    days: Number(days),
    listed: Number(list),
    body: readRule(file),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
  const question = { path: "/rehearse", method: "POST", body: trial } as const;
  const desk = openDesk(kind);
  const said =
    kind === "routing" ? await desk.ask(question, routingRehearsal) : await desk.ask(question, slaRehearsal);
  if (format === "json") return print([JSON.stringify(said, null, 2)]);
  print("moved" in said ? routingLines(said) : slaLines(said));
};

const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);

const team = (id: string | null): string => id ?? "no team";

type Routing = z.infer<typeof routingRehearsal>;
type Sla = z.infer<typeof slaRehearsal>;

const routingLines = ({ tickets, moved, nowhere, flows, list }: Routing): string[] => [
  [
    `${figure(tickets)} tickets tried`,
    moved > 0 ? yellow(`${figure(moved)} would go elsewhere`) : green("none would go elsewhere"),
    ...(nowhere > 0 ? [yellow(`${figure(nowhere)} nowhere`)] : []),
  ].join(" · "),
  ...section(
    ["from", "to", "tickets"],
    flows.map(({ from, to, count }) => [team(from), team(to), figure(count)]),
  ),
  ...section(
    ["ticket", "kind", "category", "from", "to", "by rule"],
    list.map(({ ticketId, kind, category, from, to, ruleId }) => [
      ...[ticketId, kind, category, team(from), team(to), ruleId ?? ""],
    ]),
  ),
];

const section = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : ["", ...table(head, rows)];

const slaLines = ({ tickets, response, resolution, list }: Sla): string[] => [
  `${figure(tickets)} tickets tried`,
  ...section(
    ["", "promised", "missed", "would be missed", "newly missed", "newly kept", "due moment moves"],
    [tallyRow("response", response), tallyRow("resolution", resolution)],
  ),
  ...section(
    ["ticket", "kind", "promise", "becomes", "due", "would be due", "done"],
    list.map(({ ticketId, kind, target, becomes, dueAt, wouldBeDueAt, doneAt }) => [
      ...[ticketId, kind, target, becomes],
      ...[dueAt ?? "never", wouldBeDueAt ?? "never", doneAt ?? "not yet"],
    ]),
  ),
];

const tallyRow = (name: string, one: z.infer<typeof tally>): string[] => [
  name,
  ...[one.wouldBePromised, one.missed, one.wouldBeMissed, one.newlyMissed, one.newlyKept, one.movedDue].map(
    figure,
  ),
];
