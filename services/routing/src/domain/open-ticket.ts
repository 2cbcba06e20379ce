import type { DataOf, Fact } from "@shouwen/contracts/define-event";
import type { requestReceived } from "@shouwen/contracts/events/request";
import {
  slaTargetStarted,
  ticketClosed,
  ticketEscalated,
  ticketOpened,
  ticketOwnerAssigned,
  ticketQueued,
} from "@shouwen/contracts/events/ticket";
import type { SlaTarget } from "@shouwen/contracts/values";
import { chooseOwner, type OwnerChoice, type Staff } from "./choose-owner.ts";
import { chooseTeam, type Team, type TeamChoice } from "./choose-team.ts";
import type { RoutingPolicy } from "./policies.ts";
import { recordLife } from "./record-life.ts";
import { type Pinned, promise, type SlaTerms } from "./sla-targets.ts";
import type { TicketState } from "./ticket.ts";

type Request = DataOf<typeof requestReceived>;

/** The property as it is when the ticket opens. */
export type Premises = SlaTerms & {
  readonly routing: Pinned<RoutingPolicy>;
  readonly defaultOwnerId: string | null;
  readonly staff: readonly Staff[];
  readonly teams: readonly Team[];
};

type OpenTicket = { readonly request: Request; readonly premises: Premises };

/**
 * A request becomes a ticket: its owner is named, its promises are made and its team is chosen in one decision. It is
 * never held back for want of an owner or a team; both are escalated instead. A record of the past opens as it was.
 */
export const openTicket = ({ request, premises }: OpenTicket, state: TicketState, now: string): Fact[] => {
  if (state.status !== "unknown") return [];
  return request.mode === "history" ? openHistory(request) : openLive(request, premises, now);
};

const openLive = (request: Request, premises: Premises, now: string): Fact[] => {
  const owner = chooseOwner({ ...request, ...premises });
  const routed = chooseTeam(request, premises.routing.body, premises.teams);
  const targets = promise(request, premises);
  const about = aboutOpening(request, { owner, routed, now });
  return [
    ticketOpened.of({ ...about, ...openingOf(request), targets }),
    ...sayOwner(request, about, owner),
    ...targets.map((target) => sayStarted(about, target)),
    ...sayTeam(about, routed, premises.routing.policyVersionId),
  ];
};

const openHistory = (request: Request): Fact[] => {
  const about = aboutOpening(request, {
    owner: request.takenBy === null ? undefined : { ownerId: request.takenBy, reason: "took_first_contact" },
    routed: undefined,
    now: request.receivedAt,
  });
  const opened = ticketOpened.of({ ...about, ...openingOf(request), targets: [] });
  if (request.life) return [opened, ...recordLife(opened, request.life)];
  if (request.history === null) return [opened];
  return [opened, ticketClosed.of({ ...about, at: request.history.closedAt, reason: "history", by: null })];
};

type Opening = { owner: OwnerChoice | undefined; routed: TeamChoice | undefined; now: string };

const aboutOpening = (request: Request, { owner, routed, now }: Opening) => ({
  ticketId: request.ticketId,
  propertyId: request.propertyId,
  kind: request.kind,
  category: request.category,
  priority: request.priority,
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

const openingOf = ({
  requestId,
  channel,
  place,
  summary,
  words,
  occurredAt,
  receivedAt,
  replyBy,
}: Request) => ({
  requestId,
  channel,
  place,
  summary,
  words,
  occurredAt,
  receivedAt,
  replyBy,
});

type About = ReturnType<typeof aboutOpening>;

const sayOwner = (request: Request, about: About, owner: OwnerChoice | undefined): Fact[] =>
  owner
    ? [ticketOwnerAssigned.of({ ...about, ...owner, requestId: request.requestId })]
    : [ticketEscalated.of({ ...about, level: 1, nature: "hierarchic", reason: "no_owner", by: null })];

const sayStarted = (about: About, { name, dueAt, policyVersion }: SlaTarget): Fact =>
  slaTargetStarted.of({ ...about, target: name, dueAt, policyVersion, responsibleId: about.ownerId });

const sayTeam = (about: About, routed: TeamChoice | undefined, rulesVersion: string): Fact[] =>
  routed
    ? [
        ticketQueued.of({
          ...about,
          departmentId: routed.team.departmentId,
          teamId: routed.team.teamId,
          ruleId: routed.ruleId,
          rulesVersion,
        }),
      ]
    : [ticketEscalated.of({ ...about, level: 1, nature: "functional", reason: "no_handler", by: null })];
