import type { DataOf } from "@shouwen/contracts/define-event";
import type { profileState } from "@shouwen/contracts/events/profile";
import type { propertyState, staffState } from "@shouwen/contracts/events/workforce";
import type { Sealed } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import type { BlindIndex } from "@shouwen/vault/blind-index";
import { UnreadableText } from "@shouwen/vault/sealed-text";
import type { Vault } from "@shouwen/vault/vault";
import { z } from "zod";
import { noConsent } from "../domain/consent.ts";
import type { Reach, Recipient } from "../domain/write-message.ts";
import { consentsOf } from "./consent-store.ts";
import type { ContactIndex } from "./contact-index.ts";
import type { ErasureRequests } from "./erasure-requests.ts";
import { lineOf } from "./phone-line.ts";

export type Property = DataOf<typeof propertyState>;
export type Staff = DataOf<typeof staffState>;
export type Profile = DataOf<typeof profileState>;

/** Who is to be written to: a customer, and the contacts under which to try, best first. */
export type Addressee = { readonly profileId: string | null; readonly contacts: readonly Sealed[] };

/** A contact that was opened. It lives as long as the call that needs it and is never kept. */
export type Address = { readonly kind: "phone" | "email" | "text"; readonly value: string };

/** A recipient with the addresses behind the reaches, by sealed contact. */
export type Found = { readonly recipient: Recipient; readonly addresses: ReadonlyMap<Sealed, Address> };

const contactForm = z.object({ kind: z.enum(["phone", "email", "text"]), value: z.string().min(1) });

type Sources = {
  readonly database: Database;
  readonly vault: Pick<Vault, "open">;
  readonly blindIndex: BlindIndex;
  readonly contacts: ContactIndex;
  readonly erasureRequests: Pick<ErasureRequests, "among">;
};

/** Finds out all that the gate must know of these people, from the database as it is now. */
export const recipientsOf =
  (sources: Sources) =>
  async (addressees: readonly Addressee[]): Promise<readonly Found[]> => {
    const profileIds = addressees.flatMap(({ profileId }) => profileId ?? []);
    const opened = await openAll(sources.vault, new Set(addressees.flatMap(({ contacts }) => contacts)));
    const indexes = indexAll(sources.blindIndex, opened);
    const [consents, erased, leaving, optedOut] = await Promise.all([
      consentsOf(sources.database, profileIds),
      sources.contacts.erased(profileIds),
      sources.erasureRequests.among(profileIds),
      sources.contacts.optedOut([...indexes.values()]),
    ]);
    return addressees.map(({ profileId, contacts }) => ({
      addresses: addressesOf(contacts, opened),
      recipient: {
        erased: profileId !== null && erased.has(profileId),
        erasureRequested: profileId !== null && leaving.has(profileId),
        consent: (profileId !== null && consents.get(profileId)) || noConsent,
        reaches: contacts.map((contact) => ({
          contact,
          kind: kindOf(opened.get(contact)),
          optedOut: optedOut.has(indexes.get(contact) ?? ""),
        })),
      },
    }));
  };

type Opened = Address | "erased" | "unreadable";

const openAll = async (
  vault: Pick<Vault, "open">,
  contacts: ReadonlySet<Sealed>,
): Promise<Map<Sealed, Opened>> =>
  new Map(
    await Promise.all(
      [...contacts].map(async (contact) => [contact, await openOne(vault, contact)] as const),
    ),
  );

/** One that cannot be read is that message's trouble; that the vault cannot be reached is everybody's, and thrown. */
const openOne = async (vault: Pick<Vault, "open">, contact: Sealed): Promise<Opened> => {
  try {
    const text = await vault.open(contact);
    return text === null ? "erased" : readAddress(text);
  } catch (error) {
    if (error instanceof UnreadableText) return "unreadable";
    throw error;
  }
};

/** What a sealed contact says, once opened. */
export const readAddress = (text: string): Address | "unreadable" => {
  try {
    return contactForm.parse(JSON.parse(text));
  } catch {
    return "unreadable";
  }
};

const kindOf = (opened: Opened | undefined): Reach["kind"] => {
  if (opened === undefined || opened === "unreadable") return "unreadable";
  if (opened === "erased") return "erased";
  return opened.kind === "phone" && lineOf(opened.value) === "landline" ? "landline" : opened.kind;
};

const indexAll = (blindIndex: BlindIndex, opened: ReadonlyMap<Sealed, Opened>): Map<Sealed, string> =>
  new Map(
    [...opened].flatMap(([contact, one]) =>
      typeof one === "string" ? [] : [[contact, blindIndex(one)] as const],
    ),
  );

const addressesOf = (
  contacts: readonly Sealed[],
  opened: ReadonlyMap<Sealed, Opened>,
): Map<Sealed, Address> =>
  new Map(
    contacts.flatMap((contact) => {
      const one = opened.get(contact);
      return one === undefined || typeof one === "string" ? [] : [[contact, one] as const];
    }),
  );

/** The blind index of a sealed contact; null when it cannot be read, or its person is erased. */
export const indexOf =
  ({ vault, blindIndex }: Pick<Sources, "vault" | "blindIndex">) =>
  async (contact: Sealed): Promise<string | null> => {
    const opened = await openOne(vault, contact);
    return typeof opened === "string" ? null : blindIndex(opened);
  };
