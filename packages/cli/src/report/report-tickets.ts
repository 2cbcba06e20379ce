import { Problem } from "@shouwen/stack/problem";
import { table } from "../terminal/table.ts";
import { type ReadTickets, readTickets } from "./read-tickets.ts";
import { reportText } from "./report-text.ts";
import {
  definitions,
  fieldsOf,
  type Limits,
  limitOf,
  sumUp,
  sumUpBy,
  type TicketGroup,
} from "./ticket-sums.ts";

export type TicketReportFlags = {
  readonly property?: string;
  readonly from?: string;
  readonly to?: string;
  readonly format: string;
  readonly tickets: boolean;
  readonly groupBy?: string;
  readonly limit?: readonly string[];
  readonly working?: boolean;
  readonly wait: string;
};

/** Prints what the tickets of a property, or of all, add up to: a table, or JSON with every ticket. */
export const reportTickets = async (flags: TicketReportFlags): Promise<void> => {
  if (flags.format !== "table" && flags.format !== "json")
    throw new Problem(`There is no format ${flags.format}`, { fix: "There are: table, json." });
  const limits = limitsOf(flags.limit ?? []);
  const { property, from, to, working, groupBy } = flags;
  const read = await readTickets({ property, from, to, working, waitMs: waitOf(flags.wait) });
  const groups = groupBy === undefined ? undefined : groupsBy(read, groupBy, limits);
  const sums = sumUp(read.tickets, limits);
  const { asOf, toCome } = read;
  const told = { asOf, toCome, working: working === true, sums, ...(groups ? { groupBy, groups } : {}) };
  const text =
    flags.format === "json"
      ? JSON.stringify(
          {
            property: property ?? null,
            whole: toCome === 0,
            ...told,
            definitions,
            ...(flags.tickets ? { tickets: read.tickets } : {}),
          },
          null,
          2,
        )
      : reportText(told, table).join("\n");
  process.stdout.write(`${text}\n`);
};

const limitsOf = (texts: readonly string[]): Limits =>
  Object.fromEntries(
    texts.map((text) => {
      const seconds = limitOf(text);
      if (seconds === undefined)
        throw new Problem(`${text} is no limit`, { fix: "Such as --limit 30m --limit 24h --limit 2d." });
      return [text, seconds];
    }),
  );

const waitOf = (text: string): number => {
  if (!/^\d{1,4}$/.test(text))
    throw new Problem("--wait is a number of seconds", { fix: "Such as --wait 60." });
  return Number(text) * 1_000;
};

const groupsBy = ({ tickets }: ReadTickets, field: string, limits: Limits): TicketGroup[] => {
  const fields = fieldsOf(tickets);
  if (tickets.length > 0 && !fields.includes(field))
    throw new Problem(`Tickets have no field ${field}`, { fix: `There are: ${fields.join(", ")}.` });
  return sumUpBy(tickets, field, limits);
};
