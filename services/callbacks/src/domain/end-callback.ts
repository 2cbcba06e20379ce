import { callbackExpired } from "@shouwen/contracts/events/callback";
import { about, type Callback, type CallbackFact, type ScheduledCallback } from "./callback.ts";
import { hasCome, later } from "./terms.ts";

/** When a callback expires by itself: not while an agent holds it, who may be talking to the customer. */
export const expiresByItselfAt = ({ expiresAt, claim }: ScheduledCallback): string =>
  claim === null ? expiresAt : later(expiresAt, claim.until);

/** Nobody called in time. */
export const expireCallback = (state: Callback, now: string): CallbackFact[] =>
  state.status === "scheduled" && hasCome(expiresByItselfAt(state), now) ? end(state, now) : [];

/** There is nothing to ask any more: the ticket was reopened or closed, or the customer was erased. */
export const withdrawCallback = (state: Callback, now: string): CallbackFact[] =>
  state.status === "scheduled" ? end(state, now) : [];

const end = (state: ScheduledCallback, now: string): CallbackFact[] => [
  callbackExpired.of({ ...about(state, now), attempts: state.dials.length }),
];
