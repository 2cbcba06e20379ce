import type { Member } from "./cast.ts";
import { respondWithinMs } from "./demo-policies.ts";
import type { Round } from "./plan.ts";
import type { Once, SeenTicket, TicketCase } from "./ticket-case.ts";

/** A command that somebody of the house gives about a ticket. */
export type Step = {
  readonly as: Member;
  readonly command: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Not to be done again in this round, whatever it is answered. */
  readonly once?: Once;
};

// All of these are of a usual day; a plan at a faster pace makes them shorter.
const startAfterMs = 300;
const handOverAfterMs = 400;
/** Everybody was asked in vain, or the offers stopped: somebody of the team takes it from the queue. */
const stuckAfterMs = 4_000;
/** Beyond the promise, so that it is broken for certain. */
const lateByMs = 2_000;

/** The round that a ticket is in: the first, and after each reopening another. */
const roundOf = ({ plan, ticket }: TicketCase): Round => {
  const round = plan.rounds[Math.min(ticket?.reopenings ?? 0, plan.rounds.length - 1)];
  if (!round) throw new Error("A plan has at least one round");
  return round;
};

/**
 * What the people of the house do next about a ticket, or undefined while they wait. Pure: what was planned, what is
 * seen and how long it has been so decide.
 */
export const nextStep = (known: TicketCase, now: number): Step | undefined => {
  const { ticket } = known;
  if (!ticket) return undefined;
  switch (ticket.status) {
    case "queued":
      return settle(known, ticket, now) ?? takeFromQueue(known, ticket, now);
    case "offered":
      return settle(known, ticket, now) ?? answerOffer(known, ticket, now);
    case "accepted":
    case "in_progress":
      return acceptHandOver(known, ticket, now) ?? work(known, ticket, now);
    case "waiting":
      return goOn(known, ticket, now);
    case "resolved":
    case "closed":
    case "cancelled":
      return undefined;
  }
};

const member = ({ plan }: TicketCase, staffId: string | null): Member | undefined =>
  plan.house.members.find((one) => one.staffId === staffId);

/** Done as this person, or by nobody where they are none of the house. */
const by = (known: TicketCase, staffId: string | null, step: Omit<Step, "as">): Step | undefined => {
  const as = member(known, staffId);
  return as && { as, ...step };
};

const heldFor = ({ since }: TicketCase, now: number): number => now - since;

/** The agent answers while the customer is still on the phone. */
const settle = (known: TicketCase, ticket: SeenTicket, now: number): Step | undefined => {
  const { plan, requestedAt } = known;
  if (!plan.settledAtOnce || ticket.reopenings > 0 || ticket.ownerId !== plan.takenBy) return undefined;
  if (now - requestedAt < roundOf(known).reactMs) return undefined;
  return by(known, ticket.ownerId, { command: "resolve", body: { outcome: "answered" } });
};

const isLateOnPurpose = (known: TicketCase): boolean => roundOf(known).answersLate;

const takeFromQueue = (known: TicketCase, ticket: SeenTicket, now: number): Step | undefined => {
  const { plan, requestedAt } = known;
  const notBefore = isLateOnPurpose(known)
    ? requestedAt + (respondWithinMs + lateByMs) / plan.pace
    : known.since + stuckAfterMs / plan.pace;
  if (now < notBefore) return undefined;
  const team = plan.house.members.filter(
    ({ teamIds }) => ticket.teamId !== null && teamIds.includes(ticket.teamId),
  );
  const as = team[plan.number % team.length]?.staffId ?? ticket.ownerId;
  return by(known, as, { command: "accept" });
};

const answerOffer = (known: TicketCase, { offeredTo }: SeenTicket, now: number): Step | undefined => {
  const round = roundOf(known);
  const isIgnored = round.answersLate || known.offers <= round.ignoredOffers;
  if (isIgnored || heldFor(known, now) < round.reactMs) return undefined;
  const declines = round.declines && known.offers === round.ignoredOffers + 1;
  return by(known, offeredTo, { command: declines ? "decline" : "accept" });
};

/** What the handler or the owner offered to a colleague, the colleague accepts. */
const acceptHandOver = (known: TicketCase, ticket: SeenTicket, now: number): Step | undefined => {
  const { offeredTo, ownershipOfferedTo } = ticket;
  if (heldFor(known, now) < handOverAfterMs / known.plan.pace) return undefined;
  if (offeredTo !== null) return by(known, offeredTo, { command: "accept" });
  if (ownershipOfferedTo !== null) return by(known, ownershipOfferedTo, { command: "accept-ownership" });
  return undefined;
};

const work = (known: TicketCase, ticket: SeenTicket, now: number): Step | undefined => {
  const { handlerId, status } = ticket;
  const workedMs = heldFor(known, now);
  if (status === "accepted")
    return workedMs < startAfterMs / known.plan.pace ? undefined : by(known, handlerId, { command: "start" });
  const round = roundOf(known);
  const mayHappen = workedMs >= Math.min(round.workMs, 2_000 / known.plan.pace) / 2;
  if (mayHappen) {
    const step = aside(known, ticket, round);
    if (step) return step;
  }
  if (workedMs < round.workMs) return undefined;
  return by(known, handlerId, { command: "resolve", body: { outcome: "done", note: round.note } });
};

/** What comes between: a pause, a hand-over of the work or of the ownership. Each at most once a round. */
const aside = (known: TicketCase, ticket: SeenTicket, round: Round): Step | undefined => {
  const { done, plan } = known;
  const { handlerId, ownerId, teamId } = ticket;
  if (round.handsOver && !done.has("hand-over")) {
    const colleague = plan.house.members.find(
      (one) => teamId !== null && one.teamIds.includes(teamId) && one.staffId !== handlerId,
    );
    const body = { toStaffId: colleague?.staffId };
    if (colleague) return by(known, handlerId, { command: "hand-over", body, once: "hand-over" });
  }
  if (round.ownerHandsOver && !done.has("hand-over-owner")) {
    const other = plan.house.agents.find(({ staffId }) => staffId !== ownerId);
    const body = { toStaffId: other?.staffId };
    if (other) return by(known, ownerId, { command: "hand-over-owner", body, once: "hand-over-owner" });
  }
  if (round.pause && !done.has("pause"))
    return by(known, handlerId, { command: "pause", body: { reason: round.pause.reason }, once: "pause" });
  return undefined;
};

const goOn = (known: TicketCase, { handlerId }: SeenTicket, now: number): Step | undefined =>
  heldFor(known, now) < (roundOf(known).pause?.ms ?? 0)
    ? undefined
    : by(known, handlerId, { command: "resume" });
