import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { onTimer, type TimerHandler } from "@shouwen/event-bus/timers";
import { type Callback, type CallbackFact, correlationOf } from "../domain/callback.ts";
import { expireCallback } from "../domain/end-callback.ts";

/** Nobody called within the time allowed. */
export const expireUncalledCallbacks = (callbacks: AggregateStore<Callback, CallbackFact>): TimerHandler =>
  onTimer({
    kind: "callback_expiry",
    store: callbacks,
    correlationOf,
    decide: (_due, state, { now }) => expireCallback(state, now),
  });
