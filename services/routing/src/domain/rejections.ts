import { rejection } from "@shouwen/service-kit/rejection";

/** Every way routing says no. Codes are public API: add freely, never rename. */
export const ticketNotFound = rejection("ticket.not_found", "not_found", "No such ticket");
export const ticketNotYet = rejection(
  "ticket.not_yet",
  "not_found",
  "No such ticket, or it is being opened this moment; ask again",
);
export const notAllowedNow = rejection(
  "ticket.not_allowed_now",
  "conflict",
  "The ticket's state does not allow it",
);
export const offeredToAnother = rejection(
  "ticket.offered_to_another",
  "conflict",
  "It was not offered to you",
);
export const notTheHandler = rejection(
  "ticket.not_the_handler",
  "forbidden",
  "Only its handler, its owner or a supervisor may do that",
);
export const notTheOwner = rejection(
  "ticket.not_the_owner",
  "forbidden",
  "Only its owner or a supervisor may do that",
);
export const ticketAlreadyOwned = rejection(
  "ticket.already_owned",
  "conflict",
  "Hand the ticket over instead",
);
export const staffUnknown = rejection(
  "staff.not_found",
  "not_found",
  "No such member of staff in this property",
);
export const teamUnknown = rejection("team.not_found", "not_found", "No such team in this property");
export const staffCannotHandle = rejection(
  "staff.cannot_handle",
  "conflict",
  "This person does not work there any more",
);
