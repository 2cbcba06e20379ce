import { rejection } from "@shouwen/event-bus/rejection";

/** Every way messaging says no. Codes are public API: add freely, never rename. */
export const messageNotFound = rejection("message.not_found", "not_found", "No such message");
export const ticketNotFound = rejection("ticket.not_found", "not_found", "No such ticket");
export const profileNotFound = rejection("profile.not_found", "not_found", "No such customer");
export const messageNeverSent = rejection(
  "message.never_sent",
  "conflict",
  "The message was never handed to a provider",
);
export const messageNotUnknown = rejection(
  "message.not_unknown",
  "conflict",
  "Only a message of which nobody knows whether it went out is settled by hand",
);
export const saidBefore = rejection(
  "consent.said_before",
  "conflict",
  "The person said something later about the same channel; what they said last counts",
);
export const saidInTheFuture = rejection(
  "consent.in_the_future",
  "invalid",
  "The person cannot have said so after now",
);
export const templateNotFound = rejection("template.not_found", "not_found", "No such version of a template");
export const scopeForbidden = rejection(
  "template.scope_forbidden",
  "forbidden",
  "Only people of the whole group write for the group",
);
export const templateUnknown = rejection("template.unknown", "conflict", "No approved template of this name");
export const criticalNeedsManager = rejection(
  "message.critical_needs_manager",
  "forbidden",
  "Only a manager sends from a template that passes opt-outs",
);
export const providerNotKnown = rejection(
  "provider.not_known",
  "forbidden",
  "The provider's key is missing or wrong",
);
export const numberOfNobody = rejection(
  "inbound.number_of_nobody",
  "not_found",
  "The sender is not known, and no property has the number that was written to",
);
export const tooLongForSms = rejection(
  "message.too_long_for_sms",
  "unprocessable",
  "The text does not fit into an SMS, and is never cut: shorten it",
);
export const ownDraft = rejection(
  "template.own_draft",
  "forbidden",
  "Whoever wrote a text does not approve it: ask another manager",
);
export const senderUnreadable = rejection(
  "inbound.sender_unreadable",
  "unprocessable",
  "Nobody was opted out: the sender is no number or address that this channel reaches",
);
export const erasureRequested = rejection(
  "profile.erasure_requested",
  "conflict",
  "The customer is to be erased: their data is not opened any more, unless the erasure is withdrawn",
);
