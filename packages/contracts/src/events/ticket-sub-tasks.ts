import { z } from "zod";
import { departmentId, instant, sealed, slaTarget, staffId, teamId, ticketId } from "../values.ts";
import { by, ticketEvent } from "./about-ticket.ts";

/** A piece of the work, perhaps of another department. Its text is about the work, never about a person. */
export const ticketSubTaskAdded = ticketEvent("ticket.sub_task_added.v1", "A piece of the work was added", {
  subTaskId: z.string().max(80).describe("The sub-task, once"),
  title: z.string().min(1).max(200).describe("What is to be done, without personal data"),
  forDepartmentId: departmentId.nullable().describe("Whose work it is"),
  forTeamId: teamId.nullable().describe("Which team's work it is"),
  responsibleId: staffId.nullable().describe("The one person who answers for it; null: the team as a whole"),
  accompaniedBy: z.string().max(80).nullable().describe("Who goes along into a guest's room"),
  stage: z.string().max(60).nullable().describe("The stage of a flow that it is: survey, payment"),
  planId: z.string().max(80).nullable().describe("The plan or checklist that it comes from"),
  dueAt: instant.nullable().describe("By when; null: with the ticket"),
  by,
});

export const ticketSubTaskDone = ticketEvent("ticket.sub_task_done.v1", "A piece of the work is done", {
  subTaskId: z.string().max(80).describe("The sub-task"),
  outcome: z.enum(["done", "not_needed"]).describe("What became of it"),
  lateMs: z.int().min(0).describe("By how many ms it was late; 0 in time or without a due moment"),
  by,
});

/** A piece of the work was not done in time. Said once. */
export const ticketSubTaskOverdue = ticketEvent(
  "ticket.sub_task_overdue.v1",
  "A piece of the work was not done in time",
  {
    subTaskId: z.string().max(80).describe("The sub-task"),
    stage: z.string().max(60).nullable().describe("The stage of a flow that it is"),
    responsibleId: staffId.nullable().describe("Who answers for it"),
    dueAt: instant.describe("By when it should have been done"),
  },
);

export const ticketRelation = z
  .enum(["related", "duplicate_of", "follow_up_of", "split_from", "child_of", "merged_from"])
  .describe(
    "What the ticket is to the other one; child_of: the parent of its incident; merged_from: that one goes on in this",
  );

export const ticketLinked = ticketEvent("ticket.linked.v1", "The ticket was linked to another one", {
  relation: ticketRelation,
  otherTicketId: ticketId.describe("The other ticket"),
  isLinked: z.boolean().describe("False: the link was taken away again"),
  by,
});

/** It goes on in another ticket. Nothing of it is destroyed, and it can be taken apart again. */
export const ticketMerged = ticketEvent("ticket.merged.v1", "The ticket goes on in another one", {
  intoTicketId: ticketId.describe("The ticket in which it goes on"),
  by,
});

export const ticketUnmerged = ticketEvent("ticket.unmerged.v1", "The ticket stands on its own again", {
  fromTicketId: ticketId.describe("The ticket in which it went on"),
  targets: z.array(slaTarget).describe("The promises still to be kept, with their due moments now"),
  by,
});

/** A notice of something to be put right (整改通知书). The ticket closes only when it was re-inspected. */
export const ticketViolationNoticeServed = ticketEvent(
  "ticket.violation_notice_served.v1",
  "A notice of something to be put right was served",
  {
    noticeId: z.string().max(80).describe("The notice, once"),
    text: sealed.describe("What the notice says"),
    photoIds: z.array(z.string().max(120).describe("A photo")).describe("What was seen"),
    dueAt: instant.describe("By when it must be put right"),
    repeat: z.int().min(0).describe("How many notices this place had before for the same category"),
    by,
  },
);

/** Somebody went and looked again. */
export const ticketReinspected = ticketEvent("ticket.reinspected.v1", "Somebody went and looked again", {
  noticeId: z.string().max(80).describe("The notice"),
  inspection: z.int().min(1).describe("1 for the first look"),
  passed: z.boolean().describe("Whether it was put right"),
  dueAt: instant.nullable().describe("When it did not pass: by when it must be put right now"),
  note: sealed.nullable().describe("What was seen"),
  by,
});
