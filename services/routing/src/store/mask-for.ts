import type { DataOf } from "@shouwen/contracts/define-event";
import type { profileState } from "@shouwen/contracts/events/profile";
import type { propertyState } from "@shouwen/contracts/events/workforce";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { Log } from "@shouwen/event-bus/log";
import { toleratingDamage } from "@shouwen/service-kit/words";
import { maskPersonalData } from "@shouwen/vault/mask-text";
import type { Vault } from "@shouwen/vault/vault";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";

type Property = Pick<DataOf<typeof propertyState>, "countryCode">;
type Profile = Pick<DataOf<typeof profileState>, "displayName">;

type Sources = {
  readonly tickets: AggregateStore<TicketState, TicketFact>;
  readonly vault: Pick<Vault, "open">;
  readonly log: Log;
  readonly known: {
    readonly properties: { get(propertyId: string): Promise<Property | undefined> };
    readonly profiles: { get(profileId: string): Promise<Profile | undefined> };
  };
};

/**
 * Masks text about a ticket that everybody on the board reads: numbers as they are written where the property lies,
 * addresses, and the name of the ticket's customer, also while their erasure is asked for.
 */
export const maskFor = ({ tickets, vault, log, known }: Sources) => {
  const open = toleratingDamage(vault, log);
  return async (ticketId: string, text: string): Promise<string> => {
    const ticket = await tickets.find(ticketId);
    if (!ticket || ticket.status === "unknown") return maskPersonalData(text, { countryCode: "CN" });
    const [about, customer] = await Promise.all([
      known.properties.get(ticket.propertyId),
      ticket.profileId === null ? undefined : known.profiles.get(ticket.profileId),
    ]);
    const name = customer?.displayName ? await open(customer.displayName) : null;
    return maskPersonalData(text, {
      countryCode: about?.countryCode ?? "CN",
      names: name === null ? [] : [name],
    });
  };
};
