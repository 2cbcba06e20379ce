import { addMs } from "@shouwen/contracts/moment";
import {
  type Callback,
  type CallbackFact,
  callbackClaimed,
  callbackReleased,
  type KnownCallback,
  type ScheduledCallback,
} from "./callback.ts";
import { callbackClaimedByAnother, callbackNotFound, callbackOver } from "./rejections.ts";
import { hasCome, isWindowOpen, type Terms } from "./terms.ts";

/** Somebody at the desk. Those who lead may give back what another holds. */
export type Agent = { readonly id: string; readonly leads: boolean };

/** Whether somebody holds it now. */
export const isHeld = ({ claim }: ScheduledCallback, now: string): boolean =>
  claim !== null && !hasCome(claim.until, now);

/** Whether the customer may be called now: it is due, and a window is open or the customer asked for this time. */
const isCallable = ({ dueAt, wishedAt }: ScheduledCallback, terms: Terms, now: string): boolean => {
  if (!hasCome(dueAt, now)) return false;
  const wishStands = wishedAt !== null && !hasCome(addMs(wishedAt, terms.policy.wishStandsMs), now);
  return wishStands || isWindowOpen(terms, now);
};

type ClaimCallback = { readonly by: string; readonly command: string };

/** One agent holds a callback at a time. What is held, over or not to be called now is left to the next try. */
export const claimCallback = (
  { by, command }: ClaimCallback,
  state: Callback,
  { terms, now }: { terms: Terms; now: string },
): CallbackFact[] => {
  if (state.status !== "scheduled" || isHeld(state, now) || !isCallable(state, terms, now)) return [];
  return [callbackClaimed({ by, command, until: addMs(now, terms.policy.claimMs) })];
};

/** Gives a callback back to the desk. What nobody holds is given back already. */
export const releaseCallback = (agent: Agent, state: Callback, now: string): CallbackFact[] => {
  const callback = requireScheduled(state);
  mayChangeCallback(agent, callback, now);
  return callback.claim === null ? [] : [callbackReleased()];
};

/** What is over is not changed any more, nor what another agent holds. Throws the reason. */
export const mayChangeCallback = (agent: Agent, known: KnownCallback, now: string): void =>
  requireNotAnothers(agent, requireScheduled(known), now);

/** The callback, where there still is somebody to call. Throws "not found" and "over". */
export const requireScheduled = (state: Callback): ScheduledCallback => {
  if (state.status === "unknown") throw callbackNotFound();
  if (state.status !== "scheduled") throw callbackOver({ state: state.status });
  return state;
};

/** What another agent holds is theirs until it is given back, runs out, or somebody who leads steps in. */
export const requireNotAnothers = (agent: Agent, callback: ScheduledCallback, now: string): void => {
  if (callback.claim !== null && callback.claim.by !== agent.id && isHeld(callback, now) && !agent.leads)
    throw callbackClaimedByAnother({ claimedBy: callback.claim.by, until: callback.claim.until });
};
