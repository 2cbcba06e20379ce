import type { Language } from "@shouwen/contracts/values";
import type { BlindIndex } from "@shouwen/vault/blind-index";
import { normaliseContact } from "@shouwen/vault/contact";
import type { Profile, Property } from "./circumstances.ts";
import type { ContactIndex } from "./contact-index.ts";
import type { MessageQueue } from "./message-store.ts";

export type InboundReads = {
  readonly blindIndex: BlindIndex;
  readonly contacts: Pick<ContactIndex, "profilesOf">;
  readonly queue: Pick<MessageQueue, "lastTo">;
  profile(profileId: string): Promise<Profile | undefined>;
  property(propertyId: string): Promise<Property | undefined>;
  properties(): Promise<readonly Property[]>;
};

type Sender = {
  readonly contactIndex: string;
  readonly contact: string;
  readonly profileIds: readonly string[];
};

const defaultCountry = "CN";

/** Who wrote: every customer who is known under the number or address. */
export const senderOf =
  (reads: InboundReads) =>
  async (from: string, to: string | undefined): Promise<Sender> => {
    const house = await propertyWithNumber(reads, to);
    const { kind, value } = normaliseContact(from, house?.countryCode ?? defaultCountry);
    const contactIndex = reads.blindIndex({ kind, value });
    const profileIds = await reads.contacts.profilesOf(contactIndex);
    return { contactIndex, contact: JSON.stringify({ kind, value }), profileIds };
  };

type Matter = {
  readonly profileId: string | null;
  readonly propertyId: string;
  readonly ticketId: string | null;
  readonly language: Language;
};

/**
 * What a text is about: the last message to the customer, else the first property at which they are known, else the
 * property whose number was written to.
 */
export const matterOf =
  (reads: InboundReads) =>
  async ({ profileIds }: Pick<Sender, "profileIds">, to: string | undefined): Promise<Matter | undefined> => {
    for (const profileId of profileIds) {
      const profile = await reads.profile(profileId);
      const last = await reads.queue.lastTo(profileId);
      const propertyId = last?.propertyId ?? profile?.propertyIds[0];
      const property = propertyId === undefined ? undefined : await reads.property(propertyId);
      if (!property) continue;
      const { language } = profile ?? property;
      return { profileId, propertyId: property.propertyId, ticketId: last?.ticketId ?? null, language };
    }
    const house = await propertyWithNumber(reads, to);
    return (
      house && { profileId: null, propertyId: house.propertyId, ticketId: null, language: house.language }
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
