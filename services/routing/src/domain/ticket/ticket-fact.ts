import type { FactOf } from "@shouwen/contracts/define-event";
import type {
  slaTargetBreached,
  slaTargetMet,
  slaTargetStarted,
  ticketAccepted,
  ticketCancelled,
  ticketClosed,
  ticketDeclined,
  ticketEscalated,
  ticketEscalatedV1,
  ticketEscalationAcknowledged,
  ticketHandedOver,
  ticketHandOverOffered,
  ticketNoteAdded,
  ticketOffered,
  ticketOpened,
  ticketOwnerAssigned,
  ticketOwnerHandedOver,
  ticketOwnerHandOverOffered,
  ticketPaused,
  ticketQueued,
  ticketRecategorised,
  ticketReopened,
  ticketReprioritised,
  ticketResolved,
  ticketResumed,
  ticketStarted,
} from "@shouwen/contracts/events/ticket";
import type { slaTargetRecalculated, ticketReplyPromised } from "@shouwen/contracts/events/ticket-promises";
import type {
  ticketLinked,
  ticketMerged,
  ticketReinspected,
  ticketSubTaskAdded,
  ticketSubTaskDone,
  ticketSubTaskOverdue,
  ticketUnmerged,
  ticketViolationNoticeServed,
} from "@shouwen/contracts/events/ticket-sub-tasks";
import type { ticketCustomerWrote } from "@shouwen/contracts/events/ticket-words";

/** Whatever may be said of a ticket. */
export type TicketFact = FactOf<
  | typeof slaTargetBreached
  | typeof slaTargetMet
  | typeof slaTargetRecalculated
  | typeof slaTargetStarted
  | typeof ticketAccepted
  | typeof ticketCancelled
  | typeof ticketClosed
  | typeof ticketCustomerWrote
  | typeof ticketDeclined
  | typeof ticketEscalated
  | typeof ticketEscalatedV1
  | typeof ticketEscalationAcknowledged
  | typeof ticketHandedOver
  | typeof ticketHandOverOffered
  | typeof ticketLinked
  | typeof ticketMerged
  | typeof ticketNoteAdded
  | typeof ticketOffered
  | typeof ticketOpened
  | typeof ticketOwnerAssigned
  | typeof ticketOwnerHandedOver
  | typeof ticketOwnerHandOverOffered
  | typeof ticketPaused
  | typeof ticketQueued
  | typeof ticketRecategorised
  | typeof ticketReinspected
  | typeof ticketReopened
  | typeof ticketReplyPromised
  | typeof ticketReprioritised
  | typeof ticketResolved
  | typeof ticketResumed
  | typeof ticketStarted
  | typeof ticketSubTaskAdded
  | typeof ticketSubTaskDone
  | typeof ticketSubTaskOverdue
  | typeof ticketUnmerged
  | typeof ticketViolationNoticeServed
>;
