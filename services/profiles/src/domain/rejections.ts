import { rejection } from "@shouwen/service-kit/rejection";

/** Every way profiles says no. Codes are public API: add freely, never rename. */
export const profileNotFound = rejection("profile.not_found", "not_found", "No such customer");
export const profileErasedAlready = rejection(
  "profile.erased",
  "conflict",
  "This customer was erased; nothing is known of them any more",
);
export const propertyNotFound = rejection("property.not_found", "not_found", "No such property");
