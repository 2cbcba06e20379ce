import {
  messageDeferred,
  messageFailed,
  messageRefused,
  messageSent,
  messageUnknown,
} from "@shouwen/contracts/events/message";
import type { Instant } from "@shouwen/contracts/values";
import { consentOn } from "./consent.ts";
import { refusalOf } from "./gate.ts";
import {
  type Attempt,
  about,
  claimed,
  type Message,
  type MessageFact,
  type MessageState,
  putBack,
} from "./message.ts";
import { quietUntil } from "./quiet-hours.ts";
import type { Words } from "./template.ts";
import { contactOf, earlier, hasText, reachOver, type WriteMessageContext } from "./write-message.ts";

/**
 * A message at the moment of sending: what the gate asks, and the address and the words, opened for this one use.
 * They live as long as the call.
 */
export type Prepared = {
  readonly context: WriteMessageContext;
  readonly to: string | undefined;
  /** The name of the sender. */
  readonly from: string;
  readonly words: Words | null;
  readonly parts: number | null;
};

const isWaiting = (state: MessageState, now: Instant): state is Message =>
  (state.status === "queued" || state.status === "deferred") && Date.parse(state.dueAt) <= Date.parse(now);

/**
 * The moment of sending: the gate is asked again, with what is known now. Then the attempt is claimed; once that is
 * saved, this message is never sent by anybody else.
 */
export const takeForSending = (
  attempt: Attempt,
  around: WriteMessageContext,
  { state, now }: { state: MessageState; now: Instant },
): MessageFact[] => {
  if (!isWaiting(state, now)) return [];
  const refused = refusalNow(state, around, now);
  if (refused !== null) return [messageRefused.of({ ...about(state, now), ...refused })];
  const until = state.class === "critical" ? null : quietUntil(around.quietHours, around.timeZone, now);
  if (until === null) return [claimed({ ...attempt, at: now })];
  return [
    messageDeferred.of({
      ...about(state, now),
      until: earlier(until, state.expiresAt),
      reason: "quiet_hours",
    }),
  ];
};

const refusalNow = (message: Message, { recipient, template }: WriteMessageContext, now: Instant) => {
  const reach = reachOver(message.channel, recipient);
  const question = {
    class: message.class,
    contact: contactOf(recipient, reach),
    consent: consentOn(recipient.consent, message.channel),
    contactOptedOut: reach?.optedOut ?? false,
    hasText: hasText(template, message),
    duplicate: false,
    expiresAt: message.expiresAt,
  };
  return refusalOf(question, now);
};

/**
 * How a call to a provider ended. `not_taken`: certainly not sent, so it may be offered again. `unknown`: the message
 * may be out, so nobody ever sends it again.
 */
export type Answer =
  | { readonly kind: "taken"; readonly providerRef: string | null }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "not_taken"; readonly reason: string }
  | { readonly kind: "unknown" };

export type Answered = {
  readonly attemptId: string;
  readonly answer: Answer;
  /** How often the message may be offered in all. */
  readonly maxTries: number;
};

/**
 * What the answer of a provider means. It counts for its own attempt only, and only while nothing better is known: a
 * receipt may have come first. An answer that comes after nobody waited any more still settles the unknown.
 */
export const recordAnswer = (answered: Answered, state: MessageState, now: Instant): MessageFact[] => {
  if (state.status !== "sending" && state.status !== "unknown") return [];
  if (state.attempt?.attemptId !== answered.attemptId) return [];
  const { answer } = answered;
  const { provider, parts } = state.attempt;
  const head = { ...about(state, now), provider };
  switch (answer.kind) {
    case "taken":
      return [messageSent.of({ ...head, providerRef: answer.providerRef, parts })];
    case "refused":
      return [messageFailed.of({ ...head, reason: answer.reason })];
    case "not_taken":
      return state.status === "sending" && state.tries < answered.maxTries
        ? [putBack({ at: now, dueAt: retryAt(state.tries, now), reason: answer.reason })]
        : [messageFailed.of({ ...head, reason: answer.reason })];
    case "unknown":
      return state.status === "sending" ? [messageUnknown.of(head)] : [];
  }
};

const secondMs = 1_000;
const longestPauseMs = 5 * 60 * secondMs;

/** One second after the first try, doubling, five minutes at most. */
const retryAt = (tries: number, now: Instant): Instant =>
  new Date(Date.parse(now) + Math.min(secondMs * 2 ** (tries - 1), longestPauseMs)).toISOString();

/** Who claimed it has not answered in time: it crashed, or the answer was lost. It may be out. */
export const loseTrack = (state: MessageState, now: Instant): MessageFact[] =>
  state.status === "sending" && state.attempt
    ? [messageUnknown.of({ ...about(state, now), provider: state.attempt.provider })]
    : [];
