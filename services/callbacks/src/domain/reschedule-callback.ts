import { callbackRescheduled } from "@shouwen/contracts/events/callback";
import { addMs } from "@shouwen/contracts/moment";
import { about, type Callback, type CallbackFact, type ScheduledCallback } from "./callback.ts";
import { type Agent, mayChangeCallback, requireScheduled } from "./claim-callback.ts";
import { timeNotAllowed } from "./rejections.ts";
import { hasCome, nextWindow, type Terms } from "./terms.ts";

export type Move = {
  readonly agent: Agent;
  readonly dueAt: string;
  readonly wishedByCustomer: boolean;
};

type CallbackContext = { readonly terms: Terms; readonly now: string };

/** Moves the call. The customer's own wish is kept to the minute; a move of ours goes to the next window. */
export const rescheduleCallback = (
  { agent, dueAt, wishedByCustomer }: Move,
  state: Callback,
  { terms, now }: CallbackContext,
): CallbackFact[] => {
  const callback = requireScheduled(state);
  mayChangeCallback(agent, callback, now);
  const time = wishedByCustomer
    ? wishedTime(dueAt, { terms, now })
    : windowBeforeExpiry(dueAt, callback, { terms, now });
  const isSame = time === callback.dueAt && wishedByCustomer === (callback.wishedAt !== null);
  if (isSame && callback.claim === null) return [];
  return [callbackRescheduled.of({ ...about(callback, now), dueAt: time, wishedByCustomer, by: agent.id })];
};

/** A customer may wish for any time to come, as far ahead as the policy goes. */
export const wishedTime = (dueAt: string, { terms, now }: CallbackContext): string => {
  const until = addMs(now, terms.policy.wishWithinMs);
  if (hasCome(dueAt, now) || !hasCome(dueAt, until)) throw timeNotAllowed({ after: now, until });
  return addMs(dueAt, 0);
};

const windowBeforeExpiry = (
  dueAt: string,
  { expiresAt }: ScheduledCallback,
  { terms, now }: CallbackContext,
): string => {
  const window = nextWindow(terms, dueAt);
  if (hasCome(window, now) || hasCome(expiresAt, window))
    throw timeNotAllowed({ after: now, until: expiresAt });
  return window;
};
