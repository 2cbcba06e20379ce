import type { DataOf } from "@shouwen/contracts/define-event";
import type { requestReceived } from "@shouwen/contracts/events/request";
import {
  ticketClosed,
  ticketOpened,
  ticketOwnerAssigned,
  ticketQueued,
} from "@shouwen/contracts/events/ticket";
import { ticketLinked } from "@shouwen/contracts/events/ticket-sub-tasks";
import { priorityOf, sayPriority } from "@shouwen/contracts/priority";
import type { Priority } from "@shouwen/contracts/values";
import { chooseOwner, type OwnerChoice, type Staff } from "../assignment/choose-owner.ts";
import { chooseTeam, demandsOf, type Team, type TeamChoice } from "../assignment/choose-team.ts";
import { localTimeAt } from "../clock/local-time.ts";
import { type Pinned, promise, type SlaTerms, startedTarget } from "../clock/sla-targets.ts";
import { escalateForComplaint, escalateTo } from "../escalation/escalate.ts";
import type { RoutingPolicy } from "../policy/policies.ts";
import { evolveTicket } from "./evolve-ticket.ts";
import { recordLife } from "./record-life.ts";
import { type Ticket, type TicketState, unknownTicket } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

/** A request with its priority in one word. */
type Request = Omit<DataOf<typeof requestReceived>, "priority" | "emergency"> & {
  readonly priority: Priority;
};

/** The property as it is when the ticket opens. */
export type OpenTicketContext = SlaTerms & {
  readonly routing: Pinned<RoutingPolicy>;
  readonly defaultOwnerId: string | null;
  /** Its own, in which the hours of its routing rules are meant. */
  readonly timeZone: string;
  readonly staff: readonly Staff[];
  /** The people of the group's desk, who are told where the property has nobody to tell. */
  readonly desk?: readonly Staff[];
  readonly teams: readonly Team[];
  readonly customer: KnownCustomer;
};

/** What this property knows of the customer when they ask. */
export type KnownCustomer = {
  /** Who owns their open ticket; null without one. */
  readonly returnsTo: string | null;
  /** Their complaints of the last year, before this one. */
  readonly complaints: number;
  /** The ticket of this property that they come back about, and who owned it; null where they do not. */
  readonly comesBackAbout?: FormerTicket | null;
};

export type FormerTicket = { readonly ticketId: string; readonly ownerId: string | null };

export const stranger: KnownCustomer = { returnsTo: null, complaints: 0 };

type OpenTicket = {
  readonly request: DataOf<typeof requestReceived>;
  readonly context: OpenTicketContext;
  /** What people will call it; counted before, so that what was counted and not used is a gap. */
  readonly number?: string | undefined;
};

/** The same with the priority in one word. */
type Asked = Omit<OpenTicket, "request"> & { readonly request: Request };

/**
 * A request becomes a ticket: its owner is named, its promises are made and its team is chosen in one decision. It is
 * never held back for want of an owner or a team; both are escalated instead. A record of the past opens as it was.
 */
export const openTicket = (command: OpenTicket, state: TicketState, now: string): TicketFact[] => {
  if (state.status !== "unknown") return [];
  const asked = { ...command, request: { ...command.request, priority: priorityOf(command.request) } };
  return asked.request.mode === "history" ? openHistory(asked) : openLive(asked, now);
};

export const numbered = (number: string | undefined) => (number === undefined ? {} : { number });

const openLive = ({ request, context, number }: Asked, now: string): TicketFact[] => {
  const { returnsTo, comesBackAbout } = context.customer;
  const owner = chooseOwner({ ...request, ...context, returnsTo, comesBackTo: comesBackAbout?.ownerId });
  const routed = routeOf(request, context);
  const asked = { ...request, priority: priorityBy(routed, request) };
  const targets = promise(asked, context);
  const about = aboutOpening(asked, { owner, routed, now });
  const opened = ticketOpened.of({
    ...about,
    ...openingOf(asked),
    ...numbered(number),
    targets,
    escalationVersion: context.ladder.policyVersionId,
  });
  const ticket = evolveTicket(unknownTicket, opened) as Ticket;
  const { ladder, staff, desk } = context;
  const escalation = { ladder, staff, desk, now };
  return [
    opened,
    ...(owner ? [ticketOwnerAssigned.of({ ...about, ...owner, requestId: request.requestId })] : []),
    ...targets.map((target) => startedTarget(ticket, target, now)),
    ...sayTeam(about, routed, context.routing.policyVersionId),
    ...sayComesBack(about, comesBackAbout, request.takenBy),
    ...(owner ? [] : escalateTo({ on: "no_owner", occurrence: 1 }, ticket, escalation)),
    ...(routed ? [] : escalateTo({ on: "no_handler", occurrence: 1 }, ticket, escalation)),
    ...escalateTo({ on: "opened", occurrence: 1 }, ticket, escalation),
    ...escalateForComplaint(ticket, context.customer.complaints, escalation),
  ];
};

/** A rule may say how soon it matters. It never takes an emergency for less: only a person who looked does. */
const priorityBy = (routed: TeamChoice | undefined, { priority }: Request): Priority =>
  priority === "emergency" ? priority : (routed?.rule.priority ?? priority);

/** The team of a request that arrives at a property, by its rules. */
export const routeOf = (
  request: Pick<Request, "kind" | "category" | "priority" | "tier" | "place" | "receivedAt">,
  { routing, teams, timeZone }: Pick<OpenTicketContext, "routing" | "teams" | "timeZone">,
): TeamChoice | undefined =>
  chooseTeam({ ...request, localTime: localTimeAt(timeZone, request.receivedAt) }, routing.body, teams);

const openHistory = ({ request, number }: Asked): TicketFact[] => {
  const about = aboutOpening(request, {
    owner: request.takenBy === null ? undefined : { ownerId: request.takenBy, reason: "took_first_contact" },
    routed: undefined,
    now: request.receivedAt,
  });
  const opened = ticketOpened.of({ ...about, ...openingOf(request), ...numbered(number), targets: [] });
  if (request.life) return [opened, ...recordLife(opened, request.life)];
  if (request.history === null) return [opened];
  return [opened, ticketClosed.of({ ...about, at: request.history.closedAt, reason: "history", by: null })];
};

type Opening = { owner: OwnerChoice | undefined; routed: TeamChoice | undefined; now: string };

/** What every event of an opening repeats. */
export const aboutOpening = (request: Request, { owner, routed, now }: Opening) => ({
  ticketId: request.ticketId,
  propertyId: request.propertyId,
  kind: request.kind,
  category: request.category,
  ...sayPriority(request.priority),
  tier: request.tier,
  profileId: request.profileId,
  language: request.language,
  ownerId: owner?.ownerId ?? null,
  handlerId: null,
  departmentId: routed?.team.departmentId ?? null,
  teamId: routed?.team.teamId ?? null,
  mode: request.mode,
  at: now,
});

/** What the request says of itself. */
export const openingOf = ({
  requestId,
  channel,
  place,
  summary,
  words,
  occurredAt,
  receivedAt,
  replyBy,
  source,
}: Request) => ({
  requestId,
  channel,
  place,
  summary,
  words,
  occurredAt,
  receivedAt,
  replyBy,
  ...(source ? { source } : {}),
});

type About = ReturnType<typeof aboutOpening>;

const sayTeam = (about: About, routed: TeamChoice | undefined, rulesVersion: string): TicketFact[] =>
  routed
    ? [
        ticketQueued.of({
          ...about,
          departmentId: routed.team.departmentId,
          teamId: routed.team.teamId,
          ruleId: routed.rule.id,
          rulesVersion,
          ...demandsOf(routed.rule),
        }),
      ]
    : [];

/** What was over and comes up again is a new ticket, linked to the one before. */
const sayComesBack = (
  about: About,
  former: KnownCustomer["comesBackAbout"],
  by: string | null,
): TicketFact[] => {
  if (!former) return [];
  const link = { relation: "follow_up_of" as const, otherTicketId: former.ticketId, isLinked: true };
  return [ticketLinked.of({ ...about, ...link, by })];
};
