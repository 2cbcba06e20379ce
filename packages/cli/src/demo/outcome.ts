import { z } from "zod";
import { bodyOf, type Client } from "../platform/http-client.ts";
import { everyItem } from "../platform/pages.ts";

/** What became of the requests of a run, by name. */
export type Counts = Readonly<Record<string, number>>;

/** What became of a run, as the services tell it. */
export type Outcome = {
  readonly tickets: Counts;
  readonly callbacks: Counts;
  readonly messages: Counts;
  readonly ledger: { readonly entries: number; readonly points: number };
  readonly breaches: Counts;
  /** Promises that were kept, but after they had been broken. */
  readonly late: number;
  readonly reopened: number;
};

const timeline = z.object({
  events: z.array(z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) })),
});
type TicketEvent = z.output<typeof timeline>["events"][number];

const seenCallback = z.object({ status: z.string(), outcome: z.string().nullable() });
const seenMessage = z.object({
  ticketId: z.string().nullable(),
  status: z.string(),
  reason: z.string().nullable(),
  askedAt: z.string(),
});
const seenEntry = z.object({ ticketId: z.string().nullable(), points: z.number(), occurredAt: z.string() });

const tally = (names: Iterable<string>): Counts => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
};

type Asking = { readonly client: Client; readonly token: string };

const historyOf = async ({ client, token }: Asking, ticketId: string): Promise<TicketEvent[]> => {
  const call = { service: "routing", path: `/v1/tickets/${ticketId}/timeline`, token };
  return timeline.parse(bodyOf(call, await client(call))).events;
};

const callbacksOf = async ({ client, token }: Asking, ticketId: string): Promise<string[]> => {
  const names: string[] = [];
  const call = {
    service: "callbacks",
    path: `/v1/callbacks?ticketId=${ticketId}`,
    token,
    item: seenCallback,
  };
  for await (const { status, outcome } of everyItem(client, call)) names.push(outcome ?? status);
  return names;
};

const messagesAbout = async (
  { client, token }: Asking,
  tickets: ReadonlySet<string>,
  since: string,
): Promise<Counts> => {
  const names: string[] = [];
  const call = { service: "messaging", path: "/v1/messages", token, item: seenMessage };
  for await (const { ticketId, status, reason, askedAt } of everyItem(client, call)) {
    if (askedAt < since) break; // the newest come first
    if (ticketId !== null && tickets.has(ticketId))
      names.push(status === "refused" ? `refused: ${reason}` : status);
  }
  return tally(names);
};

const entriesAbout = async (
  { client, token }: Asking,
  tickets: ReadonlySet<string>,
  since: string,
): Promise<Outcome["ledger"]> => {
  const points: number[] = [];
  const call = { service: "scoring", path: "/v1/ledger", token, item: seenEntry };
  for await (const entry of everyItem(client, call)) {
    if (entry.occurredAt < since) break; // the newest come first
    if (entry.ticketId !== null && tickets.has(entry.ticketId)) points.push(entry.points);
  }
  return { entries: points.length, points: points.reduce((sum, one) => sum + one, 0) };
};

const typed = (events: readonly TicketEvent[], type: string): TicketEvent[] =>
  events.filter((event) => event.type === type);

/** Asks every service what became of these tickets, which were all received after `since`. */
export const outcomeOf = async (
  asking: Asking,
  ticketIds: readonly string[],
  since: string,
): Promise<Outcome> => {
  const tickets = new Set(ticketIds);
  const [histories, callbacks, messages, ledger] = await Promise.all([
    Promise.all(ticketIds.map((ticketId) => historyOf(asking, ticketId))),
    Promise.all(ticketIds.map((ticketId) => callbacksOf(asking, ticketId))),
    messagesAbout(asking, tickets, since),
    entriesAbout(asking, tickets, since),
  ]);
  const events = histories.flat();
  return {
    tickets: tally(histories.map((history) => endOf(history))),
    callbacks: tally(callbacks.flat()),
    messages,
    ledger,
    breaches: tally(typed(events, "sla_target.breached.v1").map(({ data }) => String(data.target))),
    late: typed(events, "sla_target.met.v1").filter(({ data }) => Number(data.lateMs) > 0).length,
    reopened: typed(events, "ticket.reopened.v1").length,
  };
};

const endOf = (history: readonly TicketEvent[]): string => {
  const [closed] = typed(history, "ticket.closed.v1");
  if (closed) return `closed: ${closed.data.reason}`;
  return typed(history, "ticket.cancelled.v1").length > 0 ? "cancelled" : "open";
};
