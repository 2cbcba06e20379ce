import type { Sealed } from "@shouwen/contracts/values";
import { maskContact } from "@shouwen/vault/contact";
import { UnreadableText } from "@shouwen/vault/sealed-text";
import type { Vault } from "@shouwen/vault/vault";
import { readAddress } from "./recipients.ts";

/** What may be shown of contacts, in order; null where there is none, or its person is erased. */
export const maskedContacts =
  (vault: Pick<Vault, "open">) =>
  (contacts: readonly (Sealed | null)[]): Promise<readonly (string | null)[]> =>
    Promise.all(contacts.map((contact) => masked(vault, contact)));

const masked = async (vault: Pick<Vault, "open">, contact: Sealed | null): Promise<string | null> => {
  if (contact === null) return null;
  try {
    const text = await vault.open(contact);
    if (text === null) return null;
    const address = readAddress(text);
    if (address === "unreadable") return "***";
    return maskContact(
      address.kind === "text"
        ? { ...address, kind: "text", flag: "unrecognised" }
        : { kind: address.kind, value: address.value },
    );
  } catch (error) {
    if (error instanceof UnreadableText) return "***";
    throw error;
  }
};
