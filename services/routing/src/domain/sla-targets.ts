import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import { addWorkingTime, workingTimeBetween } from "@shouwen/calendar/working-time";
import type { Fact } from "@shouwen/contracts/define-event";
import { slaTargetMet } from "@shouwen/contracts/events/ticket";
import type { SlaTarget } from "@shouwen/contracts/values";
import { matches, type SlaPolicy } from "./policies.ts";
import { about, type Ticket } from "./ticket.ts";

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

/** Paused promises after the wait: each due as much later as working time passed meanwhile. */
export const promisesAfterWait = (ticket: Ticket, calendar: CalendarBody, now: string): SlaTarget[] => {
  const waitedMs = workingTimeBetween(calendar, ticket.waiting?.since ?? now, now).ms;
  return ticket.targets
    .filter((target) => target.state === "paused")
    .map(({ state: _paused, ...target }) => ({
      ...target,
      // The date promised to the customer stands, whatever we wait for.
      dueAt:
        target.name === "reply_by" ? target.dueAt : addWorkingTime(calendar, target.dueAt, waitedMs).dueAt,
    }));
};

/** Says that promises were kept, in time or late. Each is kept once. */
export const keepPromises = (ticket: Ticket, names: readonly SlaTarget["name"][], now: string): Fact[] =>
  ticket.targets
    .filter((target) => names.includes(target.name) && target.state !== "met")
    .map((target) =>
      slaTargetMet.of({
        ...about(ticket, now),
        target: target.name,
        dueAt: target.dueAt,
        policyVersion: target.policyVersion,
        lateMs: target.state === "paused" ? 0 : Math.max(0, Date.parse(now) - Date.parse(target.dueAt)),
        responsibleId: responsibleFor(ticket, target.name),
      }),
    );

/** Who answers for a promise: the owner for what the customer was promised as a whole, the handler for the work. */
export const responsibleFor = (ticket: Ticket, name: SlaTarget["name"]): string | null =>
  name === "resolution" ? (ticket.handlerId ?? ticket.ownerId) : ticket.ownerId;
