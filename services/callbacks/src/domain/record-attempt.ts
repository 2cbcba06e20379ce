import {
  callbackAttempted,
  callbackCompleted,
  callbackRescheduled,
  type Disposition,
} from "@shouwen/contracts/events/callback";
import {
  about,
  type Callback,
  type CallbackFact,
  type KnownCallback,
  type ScheduledCallback,
} from "./callback.ts";
import { type Agent, requireNotAnothers, requireScheduled } from "./claim-callback.ts";
import { callbackNotClaimed } from "./rejections.ts";
import { wishedTime } from "./reschedule-callback.ts";
import { hasCome, nextAttemptAt, type Terms } from "./terms.ts";

/** How one dial ended, and what the customer said. Words are sealed before they come here. */
export type Attempt =
  | {
      readonly disposition: "answered";
      readonly outcome: "satisfied" | "dissatisfied";
      readonly rating: number | null;
      readonly words: string | null;
    }
  | { readonly disposition: "refused"; readonly words: string | null }
  | { readonly disposition: "reschedule"; readonly dueAt: string }
  | { readonly disposition: "no_answer" | "busy" | "voicemail" | "wrong_number" };

type CallbackContext = { readonly agent: Agent; readonly terms: Terms; readonly now: string };

/** Records a dial of the agent who claimed the callback, and what follows from it. */
export const recordAttempt = (
  attempt: Attempt,
  state: Callback,
  context: CallbackContext,
): CallbackFact[] => {
  const callback = requireScheduled(state);
  mayRecordAttempt(context.agent, callback, context.now);
  return factsOf(attempt, callback, context);
};

/** Whoever claimed it dials. A claim that ran out during a long talk still tells whose call it was. Throws the reason. */
export const mayRecordAttempt = (agent: Agent, known: KnownCallback, now: string): void => {
  const callback = requireScheduled(known);
  requireNotAnothers({ ...agent, leads: false }, callback, now);
  if (callback.claim?.by !== agent.id) throw callbackNotClaimed();
};

const factsOf = (attempt: Attempt, callback: ScheduledCallback, context: CallbackContext): CallbackFact[] => {
  switch (attempt.disposition) {
    case "answered":
      return completed(callback, attempt, context);
    case "refused":
      return completed(callback, { ...attempt, outcome: "refused", rating: null }, context);
    case "wrong_number":
      return completed(callback, { ...attempt, ...unreachable }, context);
    case "reschedule":
      return movedByCustomer(callback, attempt.dueAt, context);
    case "no_answer":
    case "busy":
    case "voicemail":
      return inVain(callback, attempt.disposition, context);
  }
};

const unreachable = { outcome: "unreachable", rating: null, words: null } as const;

type Ending = {
  readonly disposition: Disposition;
  readonly outcome: "satisfied" | "dissatisfied" | "unreachable" | "refused";
  readonly rating: number | null;
  readonly words: string | null;
};

const completed = (
  callback: ScheduledCallback,
  { disposition, ...said }: Ending,
  { agent, now }: CallbackContext,
): CallbackFact[] => {
  const repeated = about(callback, now);
  const attempt = callback.dials.length + 1;
  return [
    callbackAttempted.of({ ...repeated, attempt, disposition, by: agent.id, nextDueAt: null }),
    callbackCompleted.of({ ...repeated, ...said, attempts: attempt, by: agent.id }),
  ];
};

/** The customer was reached and names a better time. That is no dial in vain, and their wish wins over the windows. */
const movedByCustomer = (
  callback: ScheduledCallback,
  askedFor: string,
  context: CallbackContext,
): CallbackFact[] => {
  const { agent, now } = context;
  const dueAt = wishedTime(askedFor, context);
  const repeated = about(callback, now);
  const attempt = callback.dials.length + 1;
  return [
    callbackAttempted.of({ ...repeated, attempt, disposition: "reschedule", by: agent.id, nextDueAt: dueAt }),
    callbackRescheduled.of({ ...repeated, dueAt, wishedByCustomer: true, by: agent.id }),
  ];
};

const vain: readonly Disposition[] = ["no_answer", "busy", "voicemail"];

/** Nobody was reached: again after the gap, in a window; after the last attempt the customer is unreachable. */
const inVain = (
  callback: ScheduledCallback,
  disposition: "no_answer" | "busy" | "voicemail",
  context: CallbackContext,
): CallbackFact[] => {
  const { agent, terms, now } = context;
  const made = callback.dials.filter((dial) => vain.includes(dial.disposition)).length + 1;
  const nextDueAt = nextAttemptAt(terms, now);
  if (made >= terms.policy.attempts || hasCome(callback.expiresAt, nextDueAt))
    return completed(callback, { disposition, ...unreachable }, context);
  const attempt = callback.dials.length + 1;
  return [callbackAttempted.of({ ...about(callback, now), attempt, disposition, by: agent.id, nextDueAt })];
};
