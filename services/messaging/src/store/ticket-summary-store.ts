import { readModel } from "@shouwen/event-bus/aggregate";
import type { Database } from "@shouwen/event-bus/database";
import { type KnownTicket, nothingKnown } from "../domain/ticket-summary.ts";
import { tables } from "./generated/tables.ts";

/** How what is known of tickets is kept. */
export const ticketSummaryTable = readModel({
  table: tables.matter,
  initial: nothingKnown,
  row: () => ({}),
});

/** What is known of these tickets. */
export const ticketSummariesOf = async (
  database: Database,
  ticketIds: readonly string[],
): Promise<ReadonlyMap<string, KnownTicket>> => {
  if (ticketIds.length === 0) return new Map();
  const { rows } = await database.query<{ id: string; state: KnownTicket }>({
    name: "matters",
    text: "select id, state from matter where id = any($1)",
    values: [[...new Set(ticketIds)]],
  });
  return new Map(rows.map(({ id, state }) => [id, state]));
};

type OpenedTicket = NonNullable<KnownTicket["ticket"]>;

const longestChainOfMerges = 10;

/** The ticket itself, or the one in which it goes on after merges; undefined when that is over. */
export const openTicketBehind = async (
  database: Database,
  ticketId: string,
): Promise<OpenedTicket | undefined> => {
  let wanted: string | null | undefined = ticketId;
  for (let hop = 0; wanted && hop < longestChainOfMerges; hop++) {
    const ticketSummary: KnownTicket | undefined = (await ticketSummariesOf(database, [wanted])).get(wanted);
    if (ticketSummary?.ticket && !ticketSummary.over) return ticketSummary.ticket;
    wanted = ticketSummary?.mergedInto;
  }
  return undefined;
};

const mostOpenTickets = 50;

/** The tickets of these customers that are not over, the newest first. */
export const openTicketsOf = async (
  database: Database,
  profileIds: readonly string[],
): Promise<readonly OpenedTicket[]> => {
  if (profileIds.length === 0) return [];
  const { rows } = await database.query<{ state: KnownTicket }>({
    name: "open_matters",
    text: `select state from matter where state #>> '{ticket,profileId}' = any($1)
             and coalesce((state ->> 'over')::boolean, false) = false
           order by id desc limit ${mostOpenTickets}`,
    values: [profileIds],
  });
  return rows.flatMap(({ state }) => state.ticket ?? []);
};
