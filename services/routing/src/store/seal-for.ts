import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { Vault } from "@shouwen/vault/vault";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";

/**
 * Seals text about a ticket with its customer's key; for an anonymous one with the request's. Null when the ticket is
 * unknown, or when its customer was erased and nothing more may be kept of them.
 */
export const sealFor =
  (tickets: AggregateStore<TicketState, TicketFact>, vault: Pick<Vault, "seal">) =>
  async (ticketId: string, text: string): Promise<string | null> => {
    const ticket = await tickets.find(ticketId);
    if (!ticket || ticket.status === "unknown") return null;
    return vault.seal(ticket.profileId ?? ticket.requestId, text);
  };
