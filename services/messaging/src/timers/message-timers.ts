import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { onTimer, type TimerHandler } from "@shouwen/event-bus/timers";
import type { MessageFact, MessageState } from "../domain/message.ts";
import { loseTrack } from "../domain/send-message.ts";

/** What the clock does to a message: whoever claimed it has not answered in time, so nobody knows whether it is out. */
export const messageTimers = (store: AggregateStore<MessageState, MessageFact>): TimerHandler[] => [
  onTimer({
    kind: "message.answer",
    store,
    correlationOf: (state) => (state.status === "none" ? "" : state.correlationId),
    decide: (_due, state, { now }) => loseTrack(state, now),
  }),
];
