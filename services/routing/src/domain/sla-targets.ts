import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import { addWorkingTime, workingTimeBetween } from "@shouwen/calendar/working-time";
import type { Fact } from "@shouwen/contracts/define-event";
import { slaTargetBreached, slaTargetMet } from "@shouwen/contracts/events/ticket";
import type { SlaTarget } from "@shouwen/contracts/values";
import { matches, type SlaPolicy } from "./policies.ts";
import { about, type Target, type Ticket } from "./ticket.ts";

/** A rule with the name of its version, to which a ticket is pinned. */
export type Pinned<Body> = { readonly policyVersionId: string; readonly body: Body };

/** What the promises of a ticket are made with. */
export type SlaTerms = { readonly sla: Pinned<SlaPolicy>; readonly calendar: Pinned<CalendarBody> };

type Promised = {
  kind: string;
  priority: string;
  tier: string | null;
  receivedAt: string;
  replyBy: string | null;
};

/** The promises to this customer. Their clocks start when the request was received, whatever hops come later. */
export const promise = (request: Promised, { sla, calendar }: SlaTerms): SlaTarget[] => {
  const pinned = { policyVersion: sla.policyVersionId, calendarVersion: calendar.policyVersionId };
  const targets = (["response", "resolution"] as const).flatMap((name) => {
    const rule = sla.body.rules.find((candidate) => candidate.target === name && matches(candidate, request));
    if (!rule) return [];
    return [
      { name, ...pinned, dueAt: addWorkingTime(calendar.body, request.receivedAt, rule.withinMs).dueAt },
    ];
  });
  return request.replyBy === null
    ? targets
    : [...targets, { name: "reply_by", ...pinned, dueAt: request.replyBy }];
};

/**
 * Paused promises after the wait: each due as much later as working time passed meanwhile. A wait outside working hours
 * moves nothing: what is due at the closing stays due at the closing.
 */
export const promisesAfterWait = (ticket: Ticket, calendar: CalendarBody, now: string): SlaTarget[] => {
  const waitedMs = workingTimeBetween(calendar, ticket.waiting?.since ?? now, now).ms;
  return ticket.targets
    .filter((target) => target.state === "paused")
    .map(({ state: _paused, ...target }) => ({
      ...target,
      // The date promised to the customer stands; tickets that were paused before that was so still have it paused.
      dueAt:
        waitedMs === 0 || target.name === "reply_by"
          ? target.dueAt
          : addWorkingTime(calendar, target.dueAt, waitedMs).dueAt,
    }));
};

/**
 * Says that promises were kept, in time or late. Each is kept once. One whose moment passed before its timer could say
 * so is broken first: nobody learns that it was late without having learnt that it was broken.
 */
export const keepPromises = (ticket: Ticket, names: readonly SlaTarget["name"][], now: string): Fact[] =>
  ticket.targets
    .filter((target) => names.includes(target.name) && target.state !== "met")
    .flatMap((target) => keepOne(ticket, target, now));

const keepOne = (ticket: Ticket, target: Target, now: string): Fact[] => {
  const { name, dueAt, policyVersion, state } = target;
  const lateMs = state === "paused" ? 0 : Math.max(0, Date.parse(now) - Date.parse(dueAt));
  const said = {
    ...about(ticket, now),
    target: name,
    dueAt,
    policyVersion,
    responsibleId: responsibleFor(ticket, name),
  };
  const met = slaTargetMet.of({ ...said, lateMs });
  return state === "running" && lateMs > 0 ? [slaTargetBreached.of(said), met] : [met];
};

/** Who answers for a promise: the owner for what the customer was promised as a whole, the handler for the work. */
export const responsibleFor = (ticket: Ticket, name: SlaTarget["name"]): string | null =>
  name === "resolution" ? (ticket.handlerId ?? ticket.ownerId) : ticket.ownerId;
