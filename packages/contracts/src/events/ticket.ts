import { z } from "zod";
import { priorityFields } from "../priority.ts";
import {
  category,
  channel,
  departmentId,
  instant,
  kind,
  place,
  requestId,
  sealed,
  skillWanted,
  slaTarget,
  source,
  staffId,
  teamId,
  ticketNumber,
} from "../values.ts";
import { by, ticketEvent } from "./about-ticket.ts";

/** A request became a ticket. Its owner is decided here already; the events that say so follow at once. */
export const ticketOpened = ticketEvent("ticket.opened.v1", "A request became a ticket", {
  requestId,
  number: ticketNumber.optional(),
  channel,
  place: place.nullable(),
  summary: z.string().max(200).describe("What it is about, without personal data"),
  words: sealed.nullable().describe("The customer's own words"),
  occurredAt: instant.describe("When the customer asked"),
  receivedAt: instant.describe("When we heard"),
  replyBy: instant.nullable().describe("The date promised to this customer"),
  source: source.optional().describe("Where it came from, when another system sent it"),
  targets: z.array(slaTarget).describe("What is promised, under the versions that are pinned to this ticket"),
  escalationVersion: z
    .string()
    .optional()
    .describe("policyId@version of the escalation ladder that is pinned to this ticket"),
});

/** The ticket got its first-contact owner, who answers for it until it closes, whoever handles it. */
export const ticketOwnerAssigned = ticketEvent(
  "ticket.owner_assigned.v1",
  "The ticket got its first-contact owner",
  {
    ownerId: staffId,
    reason: z
      .enum(["took_first_contact", "duty_agent", "default_owner", "came_on_duty", "manual"])
      .describe("Why it is this person"),
    requestId,
  },
);

/** The owner offered the ticket to another owner. It counts only once accepted. */
export const ticketOwnerHandOverOffered = ticketEvent(
  "ticket.owner_hand_over_offered.v1",
  "The owner offered the ownership to somebody else",
  { toStaffId: staffId, by },
);

/** Somebody accepted the ownership. */
export const ticketOwnerHandedOver = ticketEvent(
  "ticket.owner_handed_over.v1",
  "The ownership changed hands",
  {
    fromStaffId: staffId,
    ownerId: staffId,
  },
);

/** The ticket waits in a team's queue for somebody who can take it. */
export const ticketQueued = ticketEvent("ticket.queued.v1", "The ticket waits in a team's queue", {
  departmentId,
  teamId,
  ruleId: z.string().describe("The routing rule that chose the team"),
  rulesVersion: z.string().describe("policyId@version of the rules that it belongs to"),
  teamName: z
    .string()
    .max(120)
    .optional()
    .describe("Of a record of the past: what its own system calls the team"),
  line: z.string().max(40).optional().describe("Of a record of the past: the line of support, 1st or 2nd"),
  assignedTo: staffId
    .optional()
    .describe("Of a record of the past: who was told to take it from there, and had not taken it yet"),
  forClaim: z
    .boolean()
    .optional()
    .describe("True: people of the team take it themselves; missing: it is offered to one of them"),
  skill: skillWanted
    .optional()
    .describe("What whoever takes it must be able to do; missing: nothing special"),
});

/** The ticket was offered to one member of the team, who has until `acceptBy`. */
export const ticketOffered = ticketEvent(
  "ticket.offered.v1",
  "The ticket was offered to a member of the team",
  {
    toStaffId: staffId,
    acceptBy: instant.describe("Until when the offer stands"),
    offer: z.int().min(1).describe("1 for the first offer of this ticket"),
  },
);

/** The person it was offered to declined, or let the time pass. */
export const ticketDeclined = ticketEvent("ticket.declined.v1", "The offer was declined or ran out", {
  staffId,
  reason: z.enum(["declined", "not_in_time"]).describe("Said no, or said nothing"),
});

export const ticketAccepted = ticketEvent("ticket.accepted.v1", "A handler took the ticket", {
  handlerId: staffId,
});

export const ticketStarted = ticketEvent("ticket.started.v1", "Work began", { by });

export const waitingReason = z
  .enum(["customer", "parts", "third_party", "do_not_disturb", "approval"])
  .describe("What the ticket waits for");

export const ticketPaused = ticketEvent("ticket.paused.v1", "The ticket waits for somebody or something", {
  reason: waitingReason,
  pausesClocks: z.boolean().describe("Whether the promises wait too, as the pinned policy says"),
  by,
});

export const ticketResumed = ticketEvent("ticket.resumed.v1", "The wait is over", {
  reason: waitingReason,
  targets: z
    .array(slaTarget)
    .describe("The promises still to be kept, with their due moments after the wait"),
  by,
});

/** The handler offered the ticket to another handler. It counts only once accepted. */
export const ticketHandOverOffered = ticketEvent(
  "ticket.hand_over_offered.v1",
  "The handler offered the work to somebody else",
  { toStaffId: staffId, by },
);

export const ticketHandedOver = ticketEvent("ticket.handed_over.v1", "The work changed hands", {
  fromStaffId: staffId.nullable(),
  handlerId: staffId,
});

/** It matters sooner or later than it did. What was promised before stands unless `targets` says otherwise. */
export const ticketReprioritised = ticketEvent(
  "ticket.reprioritised.v1",
  "The ticket matters sooner or later than it did",
  {
    fromPriority: priorityFields.priority.describe("Its priority before"),
    fromEmergency: priorityFields.emergency.describe("True: it was an emergency before; missing means no"),
    targets: z.array(slaTarget).describe("The promises whose due moments change with it"),
    by,
  },
);

/**
 * More authority was called in. Level 1 customer-service manager, 2 department head, 3 general manager. Says less than
 * its second version, beside which it is said as long as the reason is one that it knows.
 */
export const ticketEscalatedV1 = ticketEvent("ticket.escalated.v1", "More authority or skill was called in", {
  level: z.int().min(1).max(3).describe("1 customer-service manager, 2 department head, 3 general manager"),
  nature: z.enum(["hierarchic", "functional"]).describe("hierarchic: more authority; functional: more skill"),
  reason: z
    .enum(["no_owner", "no_handler", "not_accepted", "target_breached", "dissatisfied", "reopened", "manual"])
    .describe("What made it necessary"),
  by,
});

/** A step of the escalation ladder was taken: more authority or skill was called in, and these people were told. */
export const ticketEscalated = ticketEvent(
  "ticket.escalated.v2",
  "A step of the escalation ladder was taken, and somebody was told",
  {
    level: z.int().min(1).max(3).describe("1 customer-service manager, 2 department head, 3 general manager"),
    nature: z
      .enum(["hierarchic", "functional"])
      .describe("hierarchic: more authority; functional: more skill"),
    reason: z
      .string()
      .regex(/^[a-z]+(_[a-z]+)*$/)
      .max(60)
      .describe(
        "target_nears, target_breached, target_overdue, no_owner, no_handler, undecided, not_accepted, dissatisfied, reopened, opened, repeated_complaint, manual; more may come",
      ),
    stepId: z.string().max(60).nullable().describe("The step of the ladder; null when a person called it in"),
    ladderVersion: z.string().max(120).nullable().describe("policyId@version of the ladder"),
    target: slaTarget.shape.name.nullable().describe("The promise that it is about, if any"),
    occurrence: z.int().min(1).describe("Which time it is: the second reopening is 2. No step is told twice"),
    tells: z
      .array(z.string().max(60).describe("A role of the ladder"))
      .describe("Who is to be told: owner, handler, department_head…"),
    toldIds: z
      .array(staffId)
      .describe("The people in these roles; empty where the property has none of them"),
    by,
  },
);

/** Somebody took the escalation upon themselves: what is already open climbs no further. */
export const ticketEscalationAcknowledged = ticketEvent(
  "ticket.escalation_acknowledged.v1",
  "Somebody took the escalation upon themselves",
  { level: z.int().min(1).max(3).describe("The level that had been reached"), by },
);

/** It turned out to be another matter. The fields that every event repeats say what it is now. */
export const ticketRecategorised = ticketEvent(
  "ticket.recategorised.v1",
  "The ticket turned out to be about something else",
  {
    fromKind: kind.describe("What it was taken for"),
    fromCategory: category.describe("The category before"),
    targets: z.array(slaTarget).describe("The promises whose due moments change with it"),
    by,
  },
);

export const ticketNoteAdded = ticketEvent("ticket.note_added.v1", "Somebody wrote a note", {
  noteId: z.string().max(80).describe("The note, once"),
  audience: z.enum(["internal", "customer"]).describe("Who may read it"),
  text: sealed.describe("What was written; sealed with the customer's key"),
  by,
});

export const resolutionOutcome = z
  .enum(["done", "answered", "partly_done", "not_possible", "duplicate"])
  .describe("What became of it");

/** The work is done, says the handler. Whether it is done, the customer says. */
export const ticketResolved = ticketEvent("ticket.resolved.v1", "The handler says that the work is done", {
  resolution: z.int().min(1).describe("1 for the first resolution; a reopened ticket resolves again"),
  outcome: resolutionOutcome,
  code: z.string().max(60).optional().describe("How it was resolved, a code of the house"),
  causeCode: z.string().max(60).optional().describe("What had caused it, a code of the house"),
  note: sealed.nullable().describe("What was done, told to the customer"),
  place: place.nullable(),
  summary: z.string().max(200).describe("What it is about, without personal data"),
  closesAt: instant.nullable().describe("End of the grace window in which a no of the customer reopens it"),
  by,
});

export const ticketReopened = ticketEvent("ticket.reopened.v1", "The customer says that it is not done", {
  reason: z
    .enum(["dissatisfied", "customer_contact", "manual"])
    .describe("How we learned that it is not done"),
  words: sealed.nullable().describe("What the customer said"),
  reopening: z.int().min(1).describe("1 for the first reopening of this ticket"),
  targets: z.array(slaTarget).optional().describe("What is promised anew, from the reopening on"),
  by,
});

export const ticketClosed = ticketEvent("ticket.closed.v1", "The matter is over", {
  reason: z.enum(["satisfied", "grace_over", "history", "manual"]).describe("What ended it"),
  by,
});

export const ticketCancelled = ticketEvent("ticket.cancelled.v1", "The ticket was withdrawn", {
  reason: z.string().min(1).max(80).describe("A code, never free text about a person"),
  by,
});

const aboutTarget = {
  target: slaTarget.shape.name,
  dueAt: slaTarget.shape.dueAt,
  policyVersion: slaTarget.shape.policyVersion,
  responsibleId: staffId.nullable().describe("Who answers for this promise"),
};

/** A promise began to run. */
export const slaTargetStarted = ticketEvent("sla_target.started.v1", "A promise began to run", {
  ...aboutTarget,
});

/** A promise was kept. `lateMs` is 0 or, when it had been breached before, how late it was. */
export const slaTargetMet = ticketEvent("sla_target.met.v1", "A promise was kept, in time or late", {
  ...aboutTarget,
  lateMs: z.int().min(0).describe("0, or by how many ms it was late when it had been broken before"),
});

/** A promise was broken: its due time passed. Never said early, and once per target. */
export const slaTargetBreached = ticketEvent(
  "sla_target.breached.v1",
  "A promise was broken: its due time passed",
  {
    ...aboutTarget,
    toldIds: z
      .array(staffId.describe("One of them"))
      .optional()
      .describe(
        "Who is told at once: the owner. Whom the ladder tells beside them is in ticket.escalated.v2",
      ),
  },
);
