import type { Rejection } from "@shouwen/event-bus/rejection";
import type { Staff } from "../src/domain/assignment/choose-owner.ts";
import type { Team } from "../src/domain/assignment/choose-team.ts";
import { escalationPolicy, shippedEscalation } from "../src/domain/escalation/escalation-policy.ts";
import {
  calendarPolicy,
  routingPolicy,
  shippedCalendar,
  shippedRouting,
  shippedSla,
  slaPolicy,
} from "../src/domain/policy/policies.ts";
import { evolveTicket } from "../src/domain/ticket/evolve-ticket.ts";
import { type OpenTicketContext, stranger } from "../src/domain/ticket/open-ticket.ts";
import { type Ticket, type TicketState, unknownTicket } from "../src/domain/ticket/ticket.ts";
import type { TicketFact } from "../src/domain/ticket/ticket-fact.ts";
import type { Taker } from "../src/domain/ticket/work-on-ticket.ts";
import { aRequest, aStaff, aTeam } from "./facts.ts";

export const at = "2026-11-22T08:00:00.000Z";
export const minutesLater = (minutes: number): string =>
  new Date(Date.parse(at) + minutes * 60_000).toISOString();

const engineering = ["tea_lakeside_engineering"];
export const maya: Taker = { id: "stf_maya", roles: ["agent"], teamIds: [] };
export const victor: Taker = { id: "stf_victor", roles: ["staff"], teamIds: engineering };
export const bruno: Taker = { id: "stf_bruno", roles: ["staff"], teamIds: engineering };
export const lead: Taker = { id: "stf_lead", roles: ["supervisor"], teamIds: [] };

export const staffed = (staffId: string, overrides: Partial<Staff> = {}): Staff =>
  aStaff(staffId, overrides).data as Staff;
export const teamed = (overrides: Partial<Team> = {}): Team => aTeam(overrides).data as Team;

/** The ladder that ships, and nobody whom it could tell. */
export const ladder = {
  policyVersionId: "pol_escalation_group@1",
  body: escalationPolicy.parse(shippedEscalation),
};
export const escalation = { ladder, staff: [] };

export const context = (overrides: Partial<OpenTicketContext> = {}): OpenTicketContext => ({
  sla: { policyVersionId: "pol_sla_group@1", body: slaPolicy.parse(shippedSla) },
  calendar: { policyVersionId: "pol_calendars_group@1", body: calendarPolicy.parse(shippedCalendar) },
  routing: { policyVersionId: "pol_routing_group@1", body: routingPolicy.parse(shippedRouting) },
  ladder,
  customer: stranger,
  defaultOwnerId: null,
  timeZone: "Asia/Shanghai",
  staff: [],
  teams: [teamed()],
  ...overrides,
});

/** What a decision about an opened ticket is made with, as it ships. */
export const ticketContext = () => ({ terms: context(), escalation });

/** A ticket in the middle of its life: owned by Maya, in the engineers' queue. */
export const aTicket = (overrides: Partial<Ticket> = {}): Ticket => {
  const { ticketId, requestId } = aRequest();
  return {
    status: "queued",
    ticketId,
    requestId,
    propertyId: "prp_lakeside",
    kind: "repair",
    category: "engineering/plumbing",
    priority: "normal",
    tier: null,
    profileId: null,
    language: "zh-CN",
    channel: "phone",
    place: "1203",
    summary: "Tap drips",
    words: null,
    mode: "live",
    occurredAt: at,
    receivedAt: at,
    replyBy: null,
    ownerId: maya.id,
    ownershipOfferedTo: null,
    handlerId: null,
    departmentId: "dep_lakeside_engineering",
    teamId: "tea_lakeside_engineering",
    offer: null,
    offers: 0,
    offeredAt: null,
    declinedBy: [],
    noHandlerTold: false,
    waiting: null,
    targets: [
      {
        name: "response",
        dueAt: minutesLater(15),
        policyVersion: "p@1",
        calendarVersion: "c@1",
        state: "running",
      },
      {
        name: "resolution",
        dueAt: minutesLater(240),
        policyVersion: "p@1",
        calendarVersion: "c@1",
        state: "running",
      },
    ],
    escalationLevel: 0,
    resolutions: 0,
    resolvedAt: null,
    closesAt: null,
    reopenings: 0,
    openedAt: at,
    closedAt: null,
    ...overrides,
  };
};

export const offeredTo = (staffId: string, overrides: Partial<Ticket> = {}): Ticket =>
  aTicket({
    status: "offered",
    offer: { toStaffId: staffId, acceptBy: minutesLater(3), from: "queue" },
    offers: 1,
    ...overrides,
  });

export const handledBy = (staffId: string, overrides: Partial<Ticket> = {}): Ticket =>
  aTicket({ status: "in_progress", handlerId: staffId, ...overrides });

export const resolvedTicket = (overrides: Partial<Ticket> = {}): Ticket =>
  aTicket({
    status: "resolved",
    handlerId: victor.id,
    resolutions: 1,
    resolvedAt: at,
    closesAt: minutesLater(60),
    ...overrides,
  });

/** The state after some facts. */
export const after = (facts: readonly TicketFact[], state: TicketState = unknownTicket): Ticket => {
  const result = facts.reduce(evolveTicket, state);
  if (result.status === "unknown") throw new Error("Nothing was opened");
  return result;
};

/** What facts say, without their version. */
export const typesOf = (facts: readonly { readonly type: string }[]): string[] =>
  facts.map(({ type }) => type.replace(/\.v1$/, ""));

/** With which code a decision says no; undefined when it does not. */
export const codeOf = (decide: () => unknown): string | undefined => refusalOf(decide)?.code;

/** What a refusal says besides its code. */
export const factsOf = (decide: () => unknown): Rejection["facts"] | undefined => refusalOf(decide)?.facts;

const refusalOf = (decide: () => unknown): Rejection | undefined => {
  try {
    decide();
    return undefined;
  } catch (error) {
    return error as Rejection;
  }
};

/** A sub-task as it is before anybody has done anything; its state is the test's. */
export const subTask = {
  subTaskId: "sub_1",
  title: "Dry the carpet",
  forDepartmentId: null,
  forTeamId: null,
  responsibleId: null,
  accompaniedBy: null,
  stage: null,
  planId: null,
  dueAt: null,
};
