import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { bodyOf, type Client, createClient } from "../platform/http-client.ts";
import { everyItem } from "../platform/pages.ts";
import { runningStack } from "../platform/running-stack.ts";
import { type TicketFigures, ticketFigures } from "./ticket-sums.ts";

/** Which tickets, and how long to wait for those that are still on their way. */
export type TicketOptions = {
  readonly property?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly working?: boolean | undefined;
  readonly waitMs: number;
};

/** The tickets, as of when they are whole, and how many requests had not become a ticket by then. */
export type ReadTickets = {
  readonly tickets: readonly TicketFigures[];
  readonly asOf: string;
  readonly toCome: number;
};

const patienceMs = 30_000;
const askAgainMs = 1_000;

type Asking = { readonly client: Client; readonly token: string };

/**
 * Reads the tickets of a property, or of all. Every request becomes one ticket a moment later, or some seconds later
 * right after an import: those are waited for, and told of where they did not come in time.
 */
export const readTickets = async (options: TicketOptions): Promise<ReadTickets> => {
  const { gateway, services, tokens } = runningStack();
  const client = createClient({ gateway, services, patienceMs, atOnce: 2 });
  const asking = { client, token: tokens.admin ?? "" };
  const deadline = performance.now() + options.waitMs;
  const read: ReadTickets[] = [];
  for (const propertyId of options.property ? [options.property] : await everyProperty(asking))
    read.push(await readWhole(asking, { ...options, property: propertyId }, deadline));
  return {
    tickets: read.flatMap(({ tickets }) => tickets),
    // Of several properties the first was read first: what is said of all of them holds as of then.
    asOf: read[0]?.asOf ?? new Date().toISOString(),
    toCome: read.reduce((sum, { toCome }) => sum + toCome, 0),
  };
};

const readWhole = async (asking: Asking, options: TicketOptions, deadline: number): Promise<ReadTickets> => {
  const { requests, asOf } = await countRequests(asking, options);
  for (;;) {
    const tickets = await ticketsOf(asking, options);
    const toCome = Math.max(0, requests - tickets.length);
    if (toCome === 0 || performance.now() > deadline) return { tickets, asOf, toCome };
    await delay(askAgainMs);
  }
};

const windowOf = ({ property = "", from, to }: TicketOptions): URLSearchParams =>
  new URLSearchParams({ propertyId: property, ...(from ? { from } : {}), ...(to ? { to } : {}) });

const requestCount = z.object({ requests: z.int(), asOf: z.string() });

const countRequests = async ({ client, token }: Asking, options: TicketOptions) => {
  const call = { service: "intake", path: `/v1/requests/count?${windowOf(options)}`, token };
  return requestCount.parse(bodyOf(call, await client(call)));
};

const ticketsOf = async ({ client, token }: Asking, options: TicketOptions): Promise<TicketFigures[]> => {
  const query = windowOf(options);
  if (options.working) query.set("working", "true");
  const call = { service: "routing", path: `/v1/tickets/figures?${query}`, token };
  const tickets: TicketFigures[] = [];
  for await (const one of everyItem(client, { ...call, item: ticketFigures })) tickets.push(one);
  return tickets;
};

const everyProperty = async ({ client, token }: Asking): Promise<string[]> => {
  const ids: string[] = [];
  const item = z.object({ propertyId: z.string() });
  const call = { service: "workforce", path: "/v1/properties", token, item };
  for await (const { propertyId } of everyItem(client, call)) ids.push(propertyId);
  return ids;
};
