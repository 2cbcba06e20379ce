import type { DataOf } from "@shouwen/contracts/define-event";
import { profileState } from "@shouwen/contracts/events/profile";
import type { Sealed } from "@shouwen/contracts/values";
import type { Consumer, Message } from "@shouwen/event-bus/message";

type Indexed = { readonly profileId: string; readonly contactIndex: string | null; readonly aggSeq: number };

/**
 * Finds a customer by the number or address that they write from. The contact is opened to be indexed, and forgotten.
 * Setting the newest that was heard makes repeats harmless, so no inbox is needed.
 */
export const indexContactsOnProfileState = (contacts: {
  indexOf(contact: Sealed): Promise<string | null>;
  keep(contacts: readonly Indexed[]): Promise<void>;
}): Consumer => ({
  name: "index-contacts-on-profile-state",
  types: [profileState.type],
  handle: async (messages) => {
    await contacts.keep(await Promise.all(messages.map((message) => indexed(message, contacts.indexOf))));
    return new Map();
  },
});

const indexed = async (
  { key, data, envelope }: Message,
  indexOf: (contact: Sealed) => Promise<string | null>,
): Promise<Indexed> => {
  const contact = (data as DataOf<typeof profileState> | null)?.contact ?? null;
  return {
    profileId: key,
    contactIndex: contact === null ? null : await indexOf(contact),
    aggSeq: envelope.aggseq,
  };
};
