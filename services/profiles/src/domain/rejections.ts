import { rejection } from "@shouwen/event-bus/rejection";

/** Every way profiles says no. Codes are public API: add freely, never rename. */
export const profileNotFound = rejection("profile.not_found", "not_found", "No such customer");
export const profileErasedAlready = rejection(
  "profile.erased",
  "conflict",
  "This customer was erased; nothing is known of them any more",
);
export const needsAllProperties = rejection(
  "profile.needs_all_properties",
  "forbidden",
  "This holds for every property that knows the customer: somebody who answers for all of them, or for the group, decides it",
);
export const erasureRequestedAlready = rejection(
  "profile.erasure_requested",
  "conflict",
  "The customer is to be erased: their data is not opened any more, unless the erasure is withdrawn",
);
export const erasureNotRequested = rejection(
  "profile.erasure_not_requested",
  "conflict",
  "Nobody asked for this customer to be erased",
);
export const erasureNeedsSecondPerson = rejection(
  "profile.erasure_needs_second_person",
  "forbidden",
  "An erasure cannot be undone: somebody else than who asked for it confirms it",
);
export const propertyNotFound = rejection("property.not_found", "not_found", "No such property");
