import { type KnownProfile, type Profile, propertyIdsOf } from "./profile.ts";
import { needsAllProperties, profileErasedAlready, profileNotFound } from "./rejections.ts";

/** Somebody who commands, and the properties that they answer for; `*` is the group. */
export type Commander = { readonly id: string; readonly properties: readonly string[] };

/**
 * What holds for a customer everywhere is decided by those who answer for every property that knows them, or for the
 * group: one hotel's people decide nothing for another's guests.
 */
export const requireAllProperties = ({ properties }: Commander, profile: Profile): void => {
  if (properties.includes("*")) return;
  if (!propertyIdsOf(profile).every((propertyId) => properties.includes(propertyId)))
    throw needsAllProperties();
};

/** The customer, as long as anything is known of them. */
export const requireKnown = (profile: Profile): KnownProfile => {
  switch (profile.status) {
    case "unknown":
      throw profileNotFound();
    case "erasing":
    case "erased":
      throw profileErasedAlready();
    case "known":
      return profile;
  }
};
