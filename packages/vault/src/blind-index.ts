import { createHmac } from "node:crypto";
import type { Contact } from "./contact.ts";
import { deriveKey, type MasterKey } from "./master-key.ts";

/** Turns a contact into 32 characters by which it is found again, and from which it cannot be learned. */
export type BlindIndex = (contact: Pick<Contact, "kind" | "value">) => string;

const bytesKept = 24; // 192 bits: two contacts never meet

const searchable = (value: string): string =>
  value.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();

/**
 * The blind index of this installation: HMAC-SHA256 with a key derived from the oldest generation of the master
 * key, so that rotating the master key leaves every index as it is. Give it contacts from `normaliseContact`.
 */
export const createBlindIndex = (masterKey: MasterKey): BlindIndex => {
  const key = deriveKey(masterKey, "blind-index/v1");
  return ({ kind, value }) =>
    createHmac("sha256", key)
      .update(`${kind}\0${searchable(value)}`)
      .digest()
      .subarray(0, bytesKept)
      .toString("base64url");
};
