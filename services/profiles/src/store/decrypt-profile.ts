import type { Log } from "@shouwen/event-bus/log";
import { toleratingDamage } from "@shouwen/service-kit/words";
import type { BlindIndex } from "@shouwen/vault/blind-index";
import type { Contact } from "@shouwen/vault/contact";
import type { Vault } from "@shouwen/vault/vault";
import { z } from "zod";
import type { Profile } from "../domain/profile.ts";

/** What a customer is called and how they are reached, in clear. Null: not known, erased, or damaged. */
export type ClearText = { readonly displayName: string | null; readonly contact: Contact | null };

const nothing: ClearText = { displayName: null, contact: null };

const sealedContact = z.object({ kind: z.enum(["phone", "email", "text"]), value: z.string() });

/** The contact in unsealed text. What is wrong with it is not repeated in the error: it is somebody's own data. */
const contactOf = (text: string): Contact => {
  try {
    return sealedContact.parse(JSON.parse(text)) as Contact;
  } catch {
    throw new Error("A sealed contact is not what the contract says");
  }
};

/** Everything that opens and seals with persons' keys. Nothing of what it opens is kept. */
export const openClearText = (vault: Vault, blindIndex: BlindIndex, log: Pick<Log, "error">) => {
  const opened = toleratingDamage(vault, log);
  const open = async (sealed: string | null) => (sealed === null ? null : opened(sealed));
  return {
    of: async (profile: Profile): Promise<ClearText> => {
      if (profile.status !== "known") return nothing;
      const [displayName, contact] = await Promise.all([
        open(profile.data.displayName),
        open(profile.data.contact),
      ]);
      return { displayName, contact: contact === null ? null : contactOf(contact) };
    },
    /** The index of each sealed contact; of an erased person none. A damaged one throws: its event is set aside and seen. */
    indexesOf: async (sealed: readonly string[]): Promise<ReadonlyMap<string, string>> => {
      const contacts = await vault.openMany(sealed);
      const indexed = sealed.flatMap((text, n) => {
        const contact = contacts[n];
        return contact ? [[text, blindIndex(contactOf(contact))] as const] : [];
      });
      return new Map(indexed);
    },
    /** The name, sealed for the person; the copy that there is where it says the same, so that nothing changes. */
    sealName: async (profileId: string, name: string, known: string | null): Promise<string | null> => {
      if (known !== null && (await opened(known)) === name) return known;
      return vault.seal(profileId, name);
    },
  };
};
