import { rejection } from "@shouwen/event-bus/rejection";

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
export const notOfTheTeam = rejection(
  "ticket.not_of_the_team",
  "forbidden",
  "It waits for another team; its owner or a supervisor may hand it to you",
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
export const windowOver = rejection(
  "ticket.window_over",
  "conflict",
  "The ticket is closed: take a new request that names it (followUpOf), which reaches its owner first",
);
export const customerHasTheLastWord = rejection(
  "ticket.customer_has_the_last_word",
  "forbidden",
  "It closes when the customer is satisfied, or when the window and the callback are over; before that only a supervisor closes it",
);
export const ticketAlreadyOwned = rejection(
  "ticket.already_owned",
  "conflict",
  "Hand the ticket over instead",
);
export const staffUnknown = rejection("staff.not_found", "not_found", "No such member of staff");
export const teamUnknown = rejection("team.not_found", "not_found", "No such team");
export const staffCannotHandle = rejection(
  "staff.cannot_handle",
  "conflict",
  "This person does not work there any more",
);
export const nothingEscalated = rejection(
  "ticket.nothing_escalated",
  "conflict",
  "Nobody has been called in, so there is nothing to take over",
);
export const escalatedHigher = rejection(
  "ticket.escalated_higher",
  "conflict",
  "A higher level was called in already",
);
export const replyInThePast = rejection(
  "ticket.reply_in_the_past",
  "unprocessable",
  "The date that a customer is promised is one that is still to come",
);
export const subTaskUnknown = rejection("ticket.sub_task_not_found", "not_found", "No such sub-task");
export const notYourSubTask = rejection(
  "ticket.not_your_sub_task",
  "forbidden",
  "Only who answers for the sub-task, its team or the handler, owner or a supervisor may do that",
);
export const subTasksOpen = rejection(
  "ticket.sub_tasks_open",
  "conflict",
  "Pieces of the work are still open; finish them, or say that they are not needed",
);
export const linkToItself = rejection("ticket.link_to_itself", "conflict", "That is the same ticket");
export const hasAnotherParent = rejection(
  "ticket.has_another_parent",
  "conflict",
  "It is the child of another incident; take that link away first",
);
export const parentIsChild = rejection(
  "ticket.parent_is_child",
  "conflict",
  "That ticket is itself the child of an incident; link to its parent",
);
export const mergeOfOthers = rejection(
  "ticket.other_customer",
  "conflict",
  "The tickets are of different customers; link them instead, so that each customer hears when it is done",
);
export const mergedElsewhere = rejection(
  "ticket.merged_elsewhere",
  "conflict",
  "It goes on in another ticket by now; read it again",
);
export const noticeInForce = rejection(
  "ticket.notice_in_force",
  "conflict",
  "A notice is in force already; re-inspect it first",
);
export const noNotice = rejection("ticket.no_notice", "conflict", "No notice was served on this ticket");
export const noticeNeedsDue = rejection(
  "ticket.notice_needs_due",
  "invalid",
  "It was not put right: say by when it must be (dueAt)",
);
export const notReinspected = rejection(
  "ticket.not_reinspected",
  "conflict",
  "A notice was served: the ticket ends only when it was re-inspected and put right",
);
export const codeUnknown = rejection(
  "ticket.code_unknown",
  "unprocessable",
  "The policy does not know this code",
);
export const planUnknown = rejection("plan.not_found", "not_found", "The property has no such plan");
export const propertyUnknown = rejection("property.not_found", "not_found", "No such property");
export const claimedBefore = rejection(
  "ticket.claimed_before",
  "conflict",
  "This very claim was carried out before; the ticket is among those that you handle",
);
export const notInTeam = rejection(
  "team.not_yours",
  "forbidden",
  "Only people of the team take from its queue",
);
export const offDuty = rejection("staff.off_duty", "conflict", "Come on duty first");
export const queueContested = rejection(
  "ticket.queue_contested",
  "conflict",
  "Others took each ticket at the same moment; try again",
);
export const approvalUnknown = rejection("approval.not_found", "not_found", "No such approval");
export const approvalOver = rejection("approval.over", "conflict", "It was decided or withdrawn already");
export const approvalStillOpen = rejection(
  "approval.still_open",
  "conflict",
  "It waits until the approval is decided; withdraw the approval if it is needed no more",
);
export const ticketCancelledMeanwhile = rejection(
  "approval.ticket_cancelled",
  "conflict",
  "The ticket that it is for was cancelled",
);
export const tooFewApprovers = rejection(
  "approval.too_few_approvers",
  "unprocessable",
  "The property has too few people who may decide this step; whoever asks never does",
);
export const hasAVoice = rejection(
  "approval.has_a_voice",
  "conflict",
  "This colleague has a voice in this step already, and nobody has two",
);
export const formContradicts = rejection(
  "approval.form_contradicts",
  "unprocessable",
  "The form says what the flow does not allow",
);
export const amountMissing = rejection(
  "approval.amount_missing",
  "unprocessable",
  "Say what it costs (amount)",
);
export const notAnApprover = rejection(
  "approval.not_an_approver",
  "forbidden",
  "Somebody else decides this step; whoever asked never does",
);
export const decidedAlready = rejection(
  "approval.decided_already",
  "conflict",
  "Your voice was counted in this step already",
);
export const notRequester = rejection(
  "approval.not_the_requester",
  "forbidden",
  "Only whoever asked for it, or a manager, may withdraw it",
);
export const flowUnknown = rejection("approval.flow_not_found", "not_found", "The property has no such flow");
export const formIncomplete = rejection(
  "approval.form_incomplete",
  "unprocessable",
  "The form lacks what the flow requires",
);
export const remedyKindUnknown = rejection(
  "remedy.kind_not_given",
  "unprocessable",
  "That is not given to customers here",
);
export const aboveLimit = rejection(
  "remedy.above_limit",
  "conflict",
  "Together this is more than you may give: ask for an approval of the sum for this ticket, and name it (approvalId)",
);
export const approvalDoesNotAllow = rejection(
  "remedy.approval_does_not_allow",
  "conflict",
  "The approval is not granted, not for this ticket, for less than the sum, or used already",
);
export const nobodyAffected = rejection(
  "remedy.nobody_affected",
  "conflict",
  "No ticket is a child of this one (link it with the relation child_of)",
);
export const givenToAllBefore = rejection(
  "remedy.given_to_all",
  "conflict",
  "Every customer of this incident was given something for it already",
);
export const remediesContested = rejection(
  "remedy.contested",
  "conflict",
  "Others give something for the same ticket at the same moment; try again",
);
export const categoryUnknown = rejection(
  "ticket.category_unknown",
  "unprocessable",
  "The property's category tree does not have it",
);
