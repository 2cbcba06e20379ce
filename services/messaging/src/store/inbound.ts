import type { Language } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import type { BlindIndex } from "@shouwen/vault/blind-index";
import { type Contact, normaliseContact } from "@shouwen/vault/contact";
import { isNamedIn } from "../domain/wording.ts";
import type { ContactIndex } from "./contact-index.ts";
import type { MessageQueue } from "./message-store.ts";
import type { Profile, Property } from "./recipients.ts";
import { senderContact } from "./sender-address.ts";
import { openTicketBehind, openTicketsOf } from "./ticket-summary-store.ts";

export type InboundReads = {
  readonly database: Database;
  readonly blindIndex: BlindIndex;
  readonly contacts: Pick<ContactIndex, "profilesOf">;
  readonly queue: Pick<MessageQueue, "lastTo">;
  profile(profileId: string): Promise<Profile | undefined>;
  property(propertyId: string): Promise<Property | undefined>;
  properties(): Promise<readonly Property[]>;
};

type Sender = {
  readonly kind: Contact["kind"];
  readonly contactIndex: string;
  readonly contact: string;
  readonly profileIds: readonly string[];
};

type Written = { readonly channel: "sms" | "email"; readonly from: string; readonly to: string | undefined };

const defaultCountry = "CN";

/** Who wrote: every customer who is known under the number or address. */
export const senderOf =
  (reads: InboundReads) =>
  async ({ channel, from, to }: Written): Promise<Sender> => {
    const { kind, value } = senderContact(channel, from, await countriesOf(reads, to));
    const contactIndex = reads.blindIndex({ kind, value });
    const profileIds = await reads.contacts.profilesOf(contactIndex);
    return { kind, contactIndex, contact: JSON.stringify({ kind, value }), profileIds };
  };

/** The country of the property that was written to; where that is not known, those of all. */
const countriesOf = async (reads: InboundReads, to: string | undefined): Promise<readonly string[]> => {
  const property = await propertyWithNumber(reads, to);
  if (property) return [property.countryCode];
  const all = (await reads.properties()).map(({ countryCode }) => countryCode);
  return [...new Set([defaultCountry, ...all])];
};

type TicketSummary = {
  readonly profileId: string | null;
  readonly propertyId: string;
  /** A ticket that is not over. */
  readonly ticketId: string | null;
  readonly language: Language;
};

/**
 * What a text is about: the ticket that it names, else that of the last message to the customer, else their newest;
 * their own, and where it is not over. Otherwise it is something new, at the property of that message, the first at which they are known, or the one whose
 * number was written to.
 */
export const inboundTicketOf =
  (reads: InboundReads) =>
  async (
    { profileIds }: Pick<Sender, "profileIds">,
    { to, text }: { to: string | undefined; text: string },
  ): Promise<TicketSummary | undefined> => {
    const ticket = await openTicketOf(reads, profileIds, { to, text });
    if (ticket) {
      const { profileId, propertyId, ticketId, language } = ticket;
      return { profileId, propertyId, ticketId, language };
    }
    return (await newRequestOf(reads, profileIds, to)) ?? strangersRequest(reads, to);
  };

type OpenTicket = Awaited<ReturnType<typeof openTicketsOf>>[number];

const openTicketOf = async (
  reads: InboundReads,
  profileIds: readonly string[],
  { to, text }: { readonly to: string | undefined; readonly text: string },
): Promise<OpenTicket | undefined> => {
  const open = await openTicketsOf(reads.database, profileIds);
  const named = open.find((ticket) => isNamedIn(text, ticket));
  if (named) return named;
  // Who writes to one house's number means that house, whatever is open in another.
  const property = await propertyWithNumber(reads, to);
  const isMeant = (ticket: OpenTicket) => property === undefined || ticket.propertyId === property.propertyId;
  for (const profileId of profileIds) {
    const last = await reads.queue.lastTo(profileId);
    const ticket = last?.ticketId ? await openTicketBehind(reads.database, last.ticketId) : undefined;
    if (ticket && isMeant(ticket)) return ticket;
  }
  return open.find(isMeant);
};

const newRequestOf = async (
  reads: InboundReads,
  profileIds: readonly string[],
  to: string | undefined,
): Promise<TicketSummary | undefined> => {
  const writtenTo = await propertyWithNumber(reads, to);
  for (const profileId of profileIds) {
    const profile = await reads.profile(profileId);
    const last = await reads.queue.lastTo(profileId);
    const propertyId = writtenTo?.propertyId ?? last?.propertyId ?? profile?.propertyIds[0];
    const property = propertyId === undefined ? undefined : await reads.property(propertyId);
    if (!property) continue;
    const { language } = profile ?? property;
    return { profileId, propertyId: property.propertyId, ticketId: null, language };
  }
  return undefined;
};

const strangersRequest = async (
  reads: InboundReads,
  to: string | undefined,
): Promise<TicketSummary | undefined> => {
  const property = await propertyWithNumber(reads, to);
  return (
    property && {
      profileId: null,
      propertyId: property.propertyId,
      ticketId: null,
      language: property.language,
    }
  );
};

const propertyWithNumber = async (
  { properties }: Pick<InboundReads, "properties">,
  to: string | undefined,
): Promise<Property | undefined> => {
  if (to === undefined) return undefined;
  const all = await properties();
  const normal = (text: string, country: string) => normaliseContact(text, country).value;
  return all.find(
    ({ phone, countryCode }) => phone !== null && normal(phone, countryCode) === normal(to, countryCode),
  );
};
