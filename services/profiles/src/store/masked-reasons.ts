import { maskPersonalData } from "@shouwen/vault/mask-text";
import { type Profile, propertyIdsOf } from "../domain/profile.ts";
import type { ClearText } from "./decrypt-profile.ts";

type ClearTextOf = (profile: Profile) => Promise<ClearText>;
type PropertyOf = (propertyId: string) => Promise<{ readonly countryCode: string } | undefined>;

/**
 * Masks the reason of an erasure. It cannot be sealed with the customer's key: it must say why once that is gone. So it
 * is kept without their name and contact, and without numbers as each of their properties' countries writes them.
 */
export const maskedReasons =
  (decrypt: ClearTextOf, propertyOf: PropertyOf) =>
  async (profile: Profile, reason: string): Promise<string> => {
    const { displayName, contact } = await decrypt(profile);
    const names = [displayName, contact?.kind === "text" ? contact.value : null].filter(
      (name) => name !== null,
    );
    const properties = await Promise.all(propertyIdsOf(profile).map(propertyOf));
    const countries = new Set(properties.map((property) => property?.countryCode ?? "CN"));
    return [...countries].reduce(
      (text, countryCode) => maskPersonalData(text, { countryCode, names }),
      reason,
    );
  };
