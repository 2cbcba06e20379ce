import { z } from "zod";
import type { Target, Ticket } from "../domain/ticket/ticket.ts";

const subTaskView = z.object({
  subTaskId: z.string(),
  title: z.string(),
  forDepartmentId: z.string().nullable(),
  forTeamId: z.string().nullable(),
  responsibleId: z.string().nullable(),
  accompaniedBy: z.string().nullable(),
  stage: z.string().nullable(),
  planId: z.string().nullable(),
  dueAt: z.string().nullable(),
  state: z.enum(["open", "overdue", "done", "not_needed"]),
});

/** A ticket as people see it. What was written about it is read at its conversation, audited. */
export const ticketView = z
  .object({
    ticketId: z.string(),
    number: z
      .string()
      .nullable()
      .describe("What people call it: counted for each property and year; opens nothing and proves nobody"),
    requestId: z.string(),
    propertyId: z.string(),
    version: z.int(),
    status: z.enum([
      "queued",
      "offered",
      "accepted",
      "in_progress",
      "waiting",
      "resolved",
      "closed",
      "cancelled",
      "merged",
    ]),
    mode: z.enum(["live", "history"]),
    kind: z.string(),
    category: z.string(),
    priority: z.string(),
    tier: z.string().nullable(),
    channel: z.string(),
    language: z.string(),
    profileId: z.string().nullable(),
    place: z.string().nullable(),
    summary: z.string(),
    ownerId: z.string().nullable().describe("First-contact owner: answers for the ticket until it closes"),
    ownershipOfferedTo: z.string().nullable(),
    handlerId: z.string().nullable().describe("Who works on it now"),
    offeredTo: z.string().nullable(),
    departmentId: z.string().nullable(),
    teamId: z.string().nullable(),
    waitingFor: z.string().nullable(),
    customerWroteAt: z
      .string()
      .nullable()
      .describe("When the customer wrote something that nobody has written back to or acted on"),
    replyBy: z.string().nullable().describe("The date that the customer was told"),
    targets: z.array(
      z.object({ name: z.string(), dueAt: z.string(), state: z.string(), policyVersion: z.string() }),
    ),
    escalationLevel: z.int(),
    acknowledgedBy: z.string().nullable().describe("Who took the escalation upon themselves"),
    skill: z.object({ skill: z.string(), minLevel: z.int() }).nullable(),
    subTasks: z.array(subTaskView),
    links: z.array(z.object({ relation: z.string(), otherTicketId: z.string() })),
    notice: z
      .object({
        noticeId: z.string(),
        dueAt: z.string(),
        repeat: z.int(),
        inspections: z.int(),
        passed: z.boolean(),
      })
      .nullable()
      .describe("What must be put right before it ends"),
    mergedInto: z.string().nullable(),
    resolutions: z.int(),
    reopenings: z.int(),
    occurredAt: z.string(),
    receivedAt: z.string(),
    openedAt: z.string(),
    resolvedAt: z.string().nullable(),
    closesAt: z.string().nullable(),
    closedAt: z.string().nullable(),
  })
  .describe("A ticket");
export type TicketView = z.output<typeof ticketView>;

const targetView = ({ name, dueAt, state, policyVersion }: Target) => ({ name, dueAt, state, policyVersion });

export const viewOf = (ticket: Ticket, version: number): TicketView => ({
  ...ticket,
  number: ticket.number ?? null,
  version,
  offeredTo: ticket.offer?.toStaffId ?? null,
  waitingFor: ticket.waiting?.reason ?? null,
  customerWroteAt: ticket.customerWroteAt ?? null,
  targets: ticket.targets.map(targetView),
  acknowledgedBy: ticket.acknowledgedBy ?? null,
  skill: ticket.skill ?? null,
  subTasks: [...(ticket.subTasks ?? [])],
  links: [...(ticket.links ?? [])],
  notice: ticket.notice ?? null,
  mergedInto: ticket.merged?.into ?? null,
});
