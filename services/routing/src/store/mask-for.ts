import type { DataOf } from "@shouwen/contracts/define-event";
import type { profileState } from "@shouwen/contracts/events/profile";
import type { propertyState } from "@shouwen/contracts/events/workforce";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { maskPersonalData } from "@shouwen/vault/mask-text";
import type { Vault } from "@shouwen/vault/vault";
import type { TicketState } from "../domain/ticket/ticket.ts";

type Sources = {
  readonly tickets: AggregateStore<TicketState>;
  readonly vault: Pick<Vault, "open">;
  readonly property: (
    propertyId: string,
  ) => Promise<Pick<DataOf<typeof propertyState>, "countryCode"> | undefined>;
  readonly profile: (
    profileId: string,
  ) => Promise<Pick<DataOf<typeof profileState>, "displayName"> | undefined>;
};

/**
 * Masks text about a ticket that everybody on the board reads: numbers as they are written where the property lies,
 * addresses, and the name of the ticket's customer.
 */
export const maskFor =
  ({ tickets, vault, property, profile }: Sources) =>
  async (ticketId: string, text: string): Promise<string> => {
    const ticket = (await tickets.read([ticketId])).things.get(ticketId)?.state;
    if (!ticket || ticket.status === "unknown") return maskPersonalData(text, { countryCode: "CN" });
    const [about, customer] = await Promise.all([
      property(ticket.propertyId),
      ticket.profileId === null ? undefined : profile(ticket.profileId),
    ]);
    const name = customer?.displayName ? await vault.open(customer.displayName) : null;
    return maskPersonalData(text, {
      countryCode: about?.countryCode ?? "CN",
      names: name === null ? [] : [name],
    });
  };
