import { rejection } from "@shouwen/event-bus/rejection";

/** Every way scoring says no. Codes are public API: add freely, never rename. */
export const entryNotFound = rejection("ledger_entry.not_found", "not_found", "No such ledger entry");
export const entryIsReversal = rejection(
  "ledger_entry.is_reversal",
  "conflict",
  "A reversing entry stands; have the rule scored again instead",
);
export const entryReversed = rejection(
  "ledger_entry.reversed",
  "conflict",
  "The entry was taken back already",
);
export const othersAccount = rejection(
  "ledger.others_account",
  "forbidden",
  "Only those who lead see the accounts of others",
);
export const propertyNotFound = rejection("property.not_found", "not_found", "No such property");
