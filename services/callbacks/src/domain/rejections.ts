import { rejection } from "@shouwen/event-bus/rejection";

/** Every way callbacks says no. Codes are public API: add freely, never rename. */
export const callbackNotFound = rejection("callback.not_found", "not_found", "No such callback");
export const propertyNotFound = rejection("property.not_found", "not_found", "No such property");
export const callbackOver = rejection("callback.over", "conflict", "This callback is over");
export const callbackNotClaimed = rejection("callback.not_claimed", "conflict", "Claim the callback first");
export const callbackClaimedByAnother = rejection(
  "callback.claimed_by_another",
  "conflict",
  "Somebody else has claimed this callback",
);
export const timeNotAllowed = rejection(
  "callback.time_not_allowed",
  "invalid",
  "The call cannot be moved to that time",
);
