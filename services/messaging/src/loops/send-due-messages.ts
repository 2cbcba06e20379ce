import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { decideMany } from "@shouwen/event-bus/shell";
import { contextOf } from "@shouwen/event-bus/tracing";
import { type Loop, startLoop } from "@shouwen/event-bus/waker";
import type { Message, MessageFact, MessageState } from "../domain/message.ts";
import { type Prepared, takeForSending } from "../domain/send-message.ts";
import type { Provider } from "../providers/provider.ts";
import { attribute, gateAnswers } from "../telemetry.ts";
import { type Claim, type HandingOver, handOver, waitFor } from "./hand-over-message.ts";

/** What the dispatcher works with. */
export type Sending = HandingOver & {
  readonly messages: AggregateStore<MessageState, MessageFact>;
  due(shards: readonly number[], limit: number): Promise<readonly string[]>;
  prepare(messages: readonly Message[], now: string): Promise<ReadonlyMap<string, Prepared>>;
  readonly providers: Readonly<Record<string, Provider>>;
  newAttemptId(): string;
  readonly inFlight: number;
  readonly pollMs: number;
  onError(error: unknown): void;
};

/** Every commit and every answer wakes the dispatcher: what comes within this time is looked for and claimed together. */
const restMs = 50;

/**
 * Sends what is due, what fell due first first, and each customer's in the order in which it was asked for. A message is claimed, saved, and only then handed over,
 * so that a crash at any moment leaves it `sending` and never sends it twice. Claims are taken only while a call can
 * begin at once: between the gate's answer and the call there is no queue in which an opt-out could come too late.
 */
export const sendDueMessages =
  (sending: Sending, onWake: (listener: () => void) => void) =>
  ({ owned }: { owned: () => readonly number[] }): Loop => {
    const calls = new Set<Promise<void>>();
    const loop = startLoop({
      idleMs: sending.pollMs,
      restMs,
      onError: sending.onError,
      turn: async () => {
        const room = sending.inFlight - calls.size;
        if (room === 0) return false;
        const ids = await sending.due(owned(), room);
        for (const claim of await claimAll(sending, ids)) {
          const call = handOver(sending, claim).catch(sending.onError);
          calls.add(call);
          void call.finally(() => {
            calls.delete(call);
            loop.wake();
          });
        }
        return ids.length === room && calls.size < sending.inFlight;
      },
    });
    onWake(loop.wake);
    return {
      wake: loop.wake,
      stop: async () => {
        await loop.stop();
        await Promise.all(calls);
      },
    };
  };

/** Asks the gate about each and saves what it said. Answers the claims that were saved: those are ours to send. */
const claimAll = async (sending: Sending, ids: readonly string[]): Promise<Claim[]> => {
  if (ids.length === 0) return [];
  let prepared: ReadonlyMap<string, Prepared> = new Map();
  const { saved } = await decideMany(sending.messages, ids, {
    by: "send due messages",
    // What somebody else took meanwhile is theirs.
    rounds: 1,
    context: async (things, now) => {
      const waiting = [...things.values()].flatMap(({ state }) => (state.status === "none" ? [] : [state]));
      prepared = await sending.prepare(waiting, now);
    },
    decide: ({ id, state }, { now }) => {
      const one = prepared.get(id);
      if (!one || state.status === "none") return undefined;
      return {
        facts: decide(sending, { message: state, prepared: one }, now),
        cause: { actor: null, correlationId: state.correlationId },
        // A refusal or a deferral belongs to the trace in which the message was asked for.
        trace: contextOf(state.origin),
      };
    },
  });
  return [...saved].flatMap(([id, { state }]) => claimOf(sending, state, prepared.get(id)));
};

const decide = (
  sending: Sending,
  { message, prepared }: { message: Message; prepared: Prepared },
  now: string,
): readonly MessageFact[] => {
  const attempt = {
    attemptId: sending.newAttemptId(),
    provider: sending.providers[message.channel]?.name ?? "none",
    parts: prepared.parts,
    until: new Date(Date.parse(now) + waitFor(sending.timeoutMs)).toISOString(),
  };
  return takeForSending(attempt, prepared.context, { state: message, now });
};

const claimOf = (sending: Sending, state: MessageState, prepared: Prepared | undefined): Claim[] => {
  if (state.status === "none") return [];
  const provider = sending.providers[state.channel];
  const said = state.status === "sending" ? "pass" : (state.reason ?? state.status);
  gateAnswers.add(1, { [attribute.channel]: state.channel, [attribute.outcome]: said });
  return state.status === "sending" && prepared && provider ? [{ message: state, prepared, provider }] : [];
};
