import { slaTargetRecalculated } from "@shouwen/contracts/events/ticket-promises";
import type { SlaTarget } from "@shouwen/contracts/values";
import type { Promisable } from "../policy/policies.ts";
import { about, isWorkOpen, type Target, type Ticket, type TicketState } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import { type Promised, responsibleFor, type SlaTerms, targetFrom } from "./sla-targets.ts";

/**
 * The promises of a ticket that are neither kept nor broken, made again from the moment at which they began and past the
 * waits that are over. The date given to the customer is not the rules' to move. Steps of the ladder that were taken are
 * not taken again.
 */
const promisedAgain = (ticket: Ticket, as: Promisable, terms: SlaTerms): (readonly [Target, Promised])[] =>
  ticket.targets.flatMap((target) => {
    const { name, state, startedAt = ticket.receivedAt } = target;
    if (state === "met" || state === "breached" || (name !== "response" && name !== "resolution")) return [];
    const waits = ticket.waits ?? [];
    return targetFrom({ name, startedAt, waits }, as, terms).map(
      (again) => [target, withoutTaken(again, target)] as const,
    );
  });

const withoutTaken = (again: Promised, { told, steps = [] }: Target): Promised => {
  if (told !== true) return again;
  const open = new Set(steps.map(({ stepId }) => stepId));
  return { ...again, steps: again.steps.filter(({ stepId }) => open.has(stepId)) };
};

/** The promises whose due moments change when a ticket becomes something else under the same rules. */
export const promisesMoved = (ticket: Ticket, as: Promisable, terms: SlaTerms): SlaTarget[] =>
  promisedAgain(ticket, as, terms)
    .filter(([target, again]) => again.dueAt !== target.dueAt || countsOtherwise(target, again))
    .map(([, again]) => again);

type Recalculate = { readonly by: string; readonly terms: SlaTerms };

/**
 * An open ticket comes under other rules, because somebody wants it: each promise that is neither kept nor broken is made
 * again under them. One that would be due before now breaks at once, by the clock.
 */
export const recalculateTargets = (
  { by, terms }: Recalculate,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status === "unknown" || !isWorkOpen(state) || state.mode === "history") return [];
  return promisedAgain(state, state, terms)
    .filter(([target, again]) => isChanged(target, again))
    .map(([target, { name, steps, dueAt, counts, policyVersion, calendarVersion }]) =>
      slaTargetRecalculated.of({
        ...about(state, now),
        target: name,
        dueAt,
        counts,
        policyVersion,
        calendarVersion,
        by,
        fromDueAt: target.dueAt,
        fromPolicyVersion: target.policyVersion,
        responsibleId: responsibleFor(state, name),
        steps,
      }),
    );
};

const countsOtherwise = ({ counts = "working" }: Target, again: SlaTarget): boolean =>
  again.counts !== counts;

const isChanged = (target: Target, again: SlaTarget): boolean =>
  again.dueAt !== target.dueAt ||
  again.policyVersion !== target.policyVersion ||
  again.calendarVersion !== target.calendarVersion;
