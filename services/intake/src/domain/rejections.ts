import { rejection } from "@shouwen/service-kit/rejection";

/** Every way intake says no. Codes are public API: add freely, never rename. */
export const propertyNotFound = rejection("property.not_found", "not_found", "No such property");
export const propertyTakesHistoryOnly = rejection(
  "property.history_only",
  "conflict",
  "This property takes only records of the past; import them with history",
);
export const propertyIsLive = rejection(
  "property.live",
  "conflict",
  "Records of the past go into a property of their own (purpose history)",
);
export const requestNotFound = rejection("request.not_found", "not_found", "No such request");
export const keyReused = rejection(
  "idempotency_key.reused",
  "unprocessable",
  "This Idempotency-Key stands for another request already",
);
export const keyUnusable = rejection(
  "idempotency_key.invalid",
  "invalid",
  "An Idempotency-Key has 1 to 200 characters",
);
