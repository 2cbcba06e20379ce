import { bodyOf, type Client } from "../platform/http-client.ts";
import { everyItem } from "../platform/pages.ts";
import { type SeenTicket, seenTicket } from "./ticket-case.ts";

/** Reads tickets as somebody who sees the whole group. */
export type Board = {
  /** Every ticket that is not over and was received at that moment or later. */
  open(since: string): Promise<SeenTicket[]>;
  /** One ticket; undefined while it is being opened. */
  one(ticketId: string): Promise<SeenTicket | undefined>;
};

const openStatuses = ["queued", "offered", "accepted", "in_progress", "waiting", "resolved"] as const;
const notFound = 404;

export const createBoard = (client: Client, token: string): Board => {
  const service = "routing";
  const withStatus = async (status: string, since: string): Promise<SeenTicket[]> => {
    const path = `/v1/tickets?mode=live&status=${status}`;
    const found: SeenTicket[] = [];
    for await (const ticket of everyItem(client, { service, path, token, item: seenTicket })) {
      if (Date.parse(ticket.receivedAt) < Date.parse(since)) break; // the newest come first
      found.push(ticket);
    }
    return found;
  };
  return {
    open: async (since) =>
      (await Promise.all(openStatuses.map((status) => withStatus(status, since)))).flat(),
    one: async (ticketId) => {
      const call = { service, path: `/v1/tickets/${ticketId}`, token };
      const answer = await client(call);
      return answer.status === notFound ? undefined : seenTicket.parse(bodyOf(call, answer));
    },
  };
};
