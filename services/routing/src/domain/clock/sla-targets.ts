import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import { slaTargetBreached, slaTargetMet, slaTargetStarted } from "@shouwen/contracts/events/ticket";
import { addMs } from "@shouwen/contracts/moment";
import type { SlaTarget } from "@shouwen/contracts/values";
import type { EscalationPolicy } from "../escalation/escalation-policy.ts";
import { stepsOfTarget } from "../escalation/escalation-recipients.ts";
import {
  inWordsOf,
  isPromisedTo,
  type Matchable,
  type Promisable,
  type SlaPolicy,
} from "../policy/policies.ts";
import { about, type Target, type Ticket } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import { type Measure, measureFor } from "./measure.ts";

/** A rule with the name of its version, to which a ticket is pinned. */
export type Pinned<Body> = { readonly policyVersionId: string; readonly body: Body };

/** What the promises of a ticket are made with. */
export type SlaTerms = {
  readonly sla: Pinned<SlaPolicy>;
  readonly calendar: Pinned<CalendarBody>;
  readonly ladder: Pinned<EscalationPolicy>;
};

type Asked = {
  readonly kind: string;
  readonly category: string;
  readonly channel: string;
  readonly priority: string;
  readonly tier: string | null;
  readonly occurredAt: string;
  readonly receivedAt: string;
  readonly replyBy: string | null;
};

/** The promises to this customer. Their clocks start when the request was received, whatever hops come later. */
export const promise = (request: Asked, terms: SlaTerms): SlaTarget[] => {
  const startedAt = request[terms.sla.body.startsAt];
  const targets = (["response", "resolution"] as const).flatMap((name) =>
    targetFrom({ name, startedAt, waits: [] }, request, terms),
  );
  if (request.replyBy === null) return targets;
  return [
    ...targets,
    promiseReply(request, { replyBy: request.replyBy, startedAt: request.receivedAt }, terms),
  ];
};

type Start = {
  readonly name: "response" | "resolution";
  readonly startedAt: string;
  /** Waits that stopped the clock before now. */
  readonly waits: readonly { readonly from: string; readonly to: string }[];
};

/** A promise with the steps of the ladder that watch it. */
export type Promised = SlaTarget & { readonly steps: NonNullable<SlaTarget["steps"]> };

/** One promise whose clock begins at a moment and stood still in some waits; none where no rule gives it. */
export const targetFrom = (
  { name, startedAt, waits }: Start,
  ticket: Promisable,
  terms: SlaTerms,
): Promised[] => {
  const { sla, calendar, ladder } = terms;
  const asked = inWordsOf(sla.body.rules, ticket);
  const rule = sla.body.rules.find(
    (candidate) => candidate.target === name && isPromisedTo(candidate, asked),
  );
  if (!rule) return [];
  const { counts = "working", withinMs } = rule;
  const measure = measureFor(counts, calendar.body);
  const dueAfter = (ms: number) =>
    waitsSince(startedAt, waits).reduce(
      (dueAt, wait) => (wait.from < dueAt ? laterBy(measure, dueAt, wait) : dueAt),
      measure.add(startedAt, ms),
    );
  const steps = stepsOfTarget(ladder.body, name, ticket).map(({ id, atPercent }) => ({
    stepId: id,
    at: dueAfter(Math.round((withinMs * atPercent) / 100)),
  }));
  return [{ name, ...pinnedTo(terms), counts, startedAt, dueAt: dueAfter(withinMs), steps: inOrder(steps) }];
};

/** The part of some waits that a clock has seen: one that began later has nothing to do with what was before. */
const waitsSince = (startedAt: string, waits: Start["waits"]): Start["waits"] =>
  waits
    .filter(({ to }) => Date.parse(to) > Date.parse(startedAt))
    .map((wait) => (Date.parse(wait.from) < Date.parse(startedAt) ? { ...wait, from: startedAt } : wait));

const pinnedTo = ({ sla, calendar }: SlaTerms) => ({
  policyVersion: sla.policyVersionId,
  calendarVersion: calendar.policyVersionId,
});

const inOrder = <Step extends { at: string }>(steps: readonly Step[]): Step[] =>
  steps.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));

type Reply = { readonly replyBy: string; readonly startedAt: string };

/** The date promised to this customer. Its steps count by the clock on the wall, from when it was promised. */
export const promiseReply = (
  ticketInWords: Matchable,
  { replyBy: dueAt, startedAt }: Reply,
  terms: SlaTerms,
): Promised => {
  const lastsMs = Math.max(0, Date.parse(dueAt) - Date.parse(startedAt));
  const steps = stepsOfTarget(terms.ladder.body, "reply_by", ticketInWords).map(({ id, atPercent }) => ({
    stepId: id,
    at: addMs(startedAt, Math.round((lastsMs * atPercent) / 100)),
  }));
  return { name: "reply_by", ...pinnedTo(terms), counts: "elapsed", startedAt, dueAt, steps: inOrder(steps) };
};

/** A moment as much later as time that counts passed in a wait. A wait outside working hours moves no working time. */
const laterBy = (measure: Measure, moment: string, { from, to }: { from: string; to: string }): string => {
  const waitedMs = measure.between(from, to);
  return waitedMs === 0 ? moment : measure.add(moment, waitedMs);
};

/**
 * Paused promises after the wait: each due as much later as time that counts passed meanwhile. A wait outside working
 * hours moves nothing that counts in working time: what is due at the closing stays due at the closing.
 */
export const promisesAfterWait = (ticket: Ticket, calendar: CalendarBody, now: string): SlaTarget[] => {
  const wait = { from: ticket.waiting?.since ?? now, to: now };
  return ticket.targets
    .filter((target) => target.state === "paused")
    .map(({ state: _paused, told: _told, ...target }) => {
      const later = (moment: string) => laterBy(measureFor(target.counts, calendar), moment, wait);
      return {
        ...target,
        // The date promised to the customer stands; tickets that were paused before that was so still have it paused.
        dueAt: target.name === "reply_by" ? target.dueAt : later(target.dueAt),
        ...(target.steps ? { steps: target.steps.map((step) => ({ ...step, at: later(step.at) })) } : {}),
      };
    });
};

/**
 * Says that promises were kept, in time or late. Each is kept once. One whose moment passed before its timer could say
 * so is broken first: nobody learns that it was late without having learnt that it was broken.
 */
export const keepPromises = (
  ticket: Ticket,
  names: readonly SlaTarget["name"][],
  now: string,
): TicketFact[] =>
  ticket.targets
    .filter((target) => names.includes(target.name) && target.state !== "met")
    .flatMap((target) => keepOne(ticket, target, now));

const keepOne = (ticket: Ticket, target: Target, now: string): TicketFact[] => {
  const { name, dueAt, policyVersion, state } = target;
  const lateMs = state === "paused" ? 0 : Math.max(0, Date.parse(now) - Date.parse(dueAt));
  const responsibleId = responsibleFor(ticket, name);
  const met = slaTargetMet.of({
    ...about(ticket, now),
    target: name,
    dueAt,
    policyVersion,
    responsibleId,
    lateMs,
  });
  return state === "running" && lateMs > 0 ? [breached(ticket, target, now), met] : [met];
};

/** That a promise was broken. */
export const breached = (ticket: Ticket, { name, dueAt, policyVersion }: Target, now: string): TicketFact =>
  slaTargetBreached.of({
    ...about(ticket, now),
    target: name,
    dueAt,
    policyVersion,
    responsibleId: responsibleFor(ticket, name),
    toldIds: ticket.ownerId === null ? [] : [ticket.ownerId],
  });

/** That a promise began to run. */
export const startedTarget = (
  ticket: Ticket,
  { name, dueAt, policyVersion }: SlaTarget,
  now: string,
): TicketFact =>
  slaTargetStarted.of({
    ...about(ticket, now),
    target: name,
    dueAt,
    policyVersion,
    responsibleId: responsibleFor(ticket, name),
  });

type TimedOffer = { readonly toStaffId: string; readonly acceptBy: string };

/** That whoever was asked said nothing in time. Each hop has a clock of its own, which the offer began. */
export const breachedAccept = (ticket: Ticket, offer: TimedOffer, now: string): TicketFact =>
  slaTargetBreached.of({
    ...acceptOf(ticket, offer, now),
    toldIds: ticket.ownerId === null ? [] : [ticket.ownerId],
  });

/** That whoever was asked took it in time; nothing where the offer had no time limit. */
export const keptAccept = (ticket: Ticket, offer: Ticket["offer"], now: string): TicketFact[] => {
  if (offer?.acceptBy == null) return [];
  const { toStaffId, acceptBy } = offer;
  const lateMs = Math.max(0, Date.parse(now) - Date.parse(acceptBy));
  return [slaTargetMet.of({ ...acceptOf(ticket, { toStaffId, acceptBy }, now), lateMs })];
};

const acceptOf = (ticket: Ticket, { toStaffId, acceptBy }: TimedOffer, now: string) => ({
  ...about(ticket, now),
  target: "accept" as const,
  dueAt: acceptBy,
  policyVersion: (ticket.pinned ?? ticket.targets[0])?.policyVersion ?? "none",
  responsibleId: toStaffId,
});

/** Who answers for a promise: the owner for what the customer was promised as a whole, the handler for the work. */
export const responsibleFor = (ticket: Ticket, name: SlaTarget["name"]): string | null =>
  name === "resolution" ? (ticket.handlerId ?? ticket.ownerId) : ticket.ownerId;

/** When the next promise that runs is due; null where none runs. */
export const nextDueAt = (ticket: Ticket): string | null =>
  ticket.targets
    .filter((target) => target.state === "running")
    .map((target) => target.dueAt)
    .toSorted()[0] ?? null;
