import { Problem } from "@shouwen/dev/problem";
import { z } from "zod";
import { type Client, createClient } from "../platform/http-client.ts";
import { everyItem } from "../platform/pages.ts";
import { runningStack } from "../platform/running-stack.ts";
import { figure, table } from "../terminal/table.ts";
import {
  definitions,
  sumUp,
  type TicketFigures,
  type TicketSums,
  type TimeSum,
  ticketFigures,
} from "./ticket-sums.ts";

export type TicketReportFlags = {
  readonly property?: string;
  readonly from?: string;
  readonly to?: string;
  readonly format: string;
  readonly tickets: boolean;
};

const patienceMs = 30_000;

/** Prints what the tickets of a property, or of all, add up to: a table, or JSON with every ticket. */
export const reportTickets = async (flags: TicketReportFlags): Promise<void> => {
  if (flags.format !== "table" && flags.format !== "json")
    throw new Problem(`There is no format ${flags.format}`, { fix: "There are: table, json." });
  const tickets = await ticketsOf(flags);
  const sums = sumUp(tickets);
  const text =
    flags.format === "json"
      ? JSON.stringify(
          { property: flags.property ?? null, definitions, sums, ...(flags.tickets ? { tickets } : {}) },
          null,
          2,
        )
      : tableOf(sums).join("\n");
  process.stdout.write(`${text}\n`);
};

const ticketsOf = async ({ property, from, to }: TicketReportFlags): Promise<TicketFigures[]> => {
  const { gateway, services, tokens } = runningStack();
  const client = createClient({ gateway, services, patienceMs, atOnce: 2 });
  const token = tokens.admin ?? "";
  const tickets: TicketFigures[] = [];
  for (const propertyId of property ? [property] : await everyProperty(client, token)) {
    const query = new URLSearchParams({ propertyId, ...(from ? { from } : {}), ...(to ? { to } : {}) });
    const call = { service: "routing", path: `/v1/tickets/figures?${query}`, token };
    for await (const one of everyItem(client, { ...call, item: ticketFigures })) tickets.push(one);
  }
  return tickets;
};

const everyProperty = async (client: Client, token: string): Promise<string[]> => {
  const ids: string[] = [];
  const call = {
    service: "workforce",
    path: "/v1/properties",
    token,
    item: z.object({ propertyId: z.string() }),
  };
  for await (const { propertyId } of everyItem(client, call)) ids.push(propertyId);
  return ids;
};

const secondsIn = { day: 86_400, hour: 3_600, minute: 60 };

const spanText = (seconds: number): string => {
  if (seconds >= secondsIn.day) return `${(seconds / secondsIn.day).toFixed(1)} d`;
  if (seconds >= secondsIn.hour) return `${(seconds / secondsIn.hour).toFixed(1)} h`;
  if (seconds >= secondsIn.minute) return `${(seconds / secondsIn.minute).toFixed(1)} min`;
  return `${seconds.toFixed(1)} s`;
};

const timeRow = ([name, sum]: [string, TimeSum | null]): string[] =>
  sum === null
    ? [name, "0"]
    : [
        name,
        figure(sum.n),
        ...[sum.mean, sum.p50, sum.p90, sum.p95, sum.max].map(spanText),
        `${(sum.within24h * 100).toFixed(1)} %`,
      ];

const countRow = ([name, found]: [string, Readonly<Record<string, number>>]): string =>
  `${name}  ${Object.entries(found)
    .map(([value, n]) => `${value}: ${figure(n)}`)
    .join(" · ")}`;

const tableOf = ({ tickets, seconds, counts }: TicketSums): string[] => [
  `${figure(tickets)} tickets`,
  "",
  ...table(
    ["time", "tickets", "mean", "p50", "p90", "p95", "longest", "in 24 h"],
    Object.entries(seconds).map(timeRow),
  ),
  "",
  ...Object.entries(counts).map(countRow),
  "",
  ...Object.entries(definitions).map(([name, meaning]) => `${name}: ${meaning}`),
];
