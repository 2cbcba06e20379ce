import type { CalendarBody } from "@shouwen/calendar/calendar-body";
import { isOpen, nextOpening } from "@shouwen/calendar/working-time";
import { addMs } from "@shouwen/contracts/moment";
import type { CallbackPolicy } from "./callback-policy.ts";

/** What a callback runs under: the version of the policy that it is pinned to, read in its property's time zone. */
export type Terms = {
  readonly policyVersionId: string;
  readonly policy: CallbackPolicy;
  readonly calendar: CalendarBody;
};

/** A policy in a time zone. Keep the terms: what is worked out from their calendar is remembered on it. */
export const termsOf = (policyVersionId: string, policy: CallbackPolicy, timeZone: string): Terms => {
  const { windows, holidays, specialDays } = policy;
  return { policyVersionId, policy, calendar: { timeZone, windows, holidays, specialDays } };
};

/** The moment itself when customers may be called then, else the opening of the next window. */
export const nextWindow = ({ calendar }: Terms, at: string): string => nextOpening(calendar, at);

/** Whether customers may be called at this moment. */
export const isWindowOpen = ({ calendar }: Terms, at: string): boolean => isOpen(calendar, at);

/** When the next dial after one in vain is due. */
export const nextAttemptAt = (terms: Terms, dialledAt: string): string =>
  nextWindow(terms, addMs(dialledAt, terms.policy.gapMs));

/**
 * When nobody calls any more: so long after the due time, and in any case a gap after the moment at which the last
 * attempt can be made, so that holidays never cost the customer an attempt.
 */
export const expiryOf = (terms: Terms, dueAt: string): string => {
  let last = dueAt;
  for (let attempt = 2; attempt <= terms.policy.attempts; attempt++) last = nextAttemptAt(terms, last);
  return later(addMs(dueAt, terms.policy.expiresAfterMs), addMs(last, terms.policy.gapMs));
};

/** The later one of two moments. */
export const later = (a: string, b: string): string => (Date.parse(a) >= Date.parse(b) ? a : b);

/** Whether a moment has come. */
export const hasCome = (moment: string, now: string): boolean => Date.parse(moment) <= Date.parse(now);
