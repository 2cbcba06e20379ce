import { type FactOf, internalFact } from "@shouwen/contracts/define-event";
import type {
  messageDeferred,
  messageDelivered,
  messageFailed,
  messageQueued,
  messageReceived,
  messageRefused,
  messageSent,
  messageUnknown,
} from "@shouwen/contracts/events/message";
import type { Instant, Sealed } from "@shouwen/contracts/values";
import type { Values } from "./template.ts";

type Queued = FactOf<typeof messageQueued>["data"];

/** What every event of a message repeats. */
export type AboutMessage = Omit<Queued, "template" | "templateVersion" | "at">;

/** What a message keeps for itself and tells nobody. What is about a person is sealed. */
export type Written = {
  readonly template: string | null;
  readonly templateVersion: number | null;
  readonly contact: Sealed | null;
  readonly values: Values;
  readonly sealedValues: Readonly<Record<string, Sealed>>;
  /** Tells the same words about the same ticket apart from others, without saying them. */
  readonly fingerprint: string | null;
  /** When it was asked for: its place in the queue. */
  readonly askedAt: Instant;
  /** The number of the event that asked, which orders two of one ticket and one millisecond; 0 where a person asked. */
  readonly askedSeq: number;
  /** Not before. */
  readonly dueAt: Instant;
  readonly expiresAt: Instant;
  /** The member of staff who wrote it; null when a rule did. */
  readonly by: string | null;
  readonly correlationId: string;
  /** The trace in which it was asked for. */
  readonly origin: Readonly<Record<string, string>>;
};

/**
 * queued → sending → sent → delivered | failed | unknown. `sending` is saved before the provider is called, so that
 * whatever happens then, nobody sends it again; `unknown` is settled by a receipt or by a person, never by a retry.
 */
export type MessageStatus =
  | "queued"
  | "deferred"
  | "sending"
  | "sent"
  | "delivered"
  | "failed"
  | "unknown"
  | "refused"
  | "received";

/** One call to a provider. It is over at `until` at the latest; after that nobody waits for its answer. */
export type Attempt = {
  readonly attemptId: string;
  readonly provider: string;
  /** SMS parts; null where nobody counts. */
  readonly parts: number | null;
  readonly until: Instant;
};

export type Step = { readonly at: Instant; readonly what: MessageStatus; readonly detail: string | null };

export type Message = AboutMessage &
  Written & {
    readonly status: MessageStatus;
    readonly tries: number;
    readonly attempt: Attempt | null;
    readonly provider: string | null;
    readonly providerRef: string | null;
    readonly parts: number | null;
    readonly reason: string | null;
    /** Which case of the reason, where one reason has several; missing in what was refused before this was kept. */
    readonly reasonDetail?: string | null;
    /** What the customer wrote, where they wrote to us. */
    readonly words: Sealed | null;
    readonly history: readonly Step[];
    readonly told: number;
  };

/** A message as messaging keeps it; `none` before it was asked for. */
export type MessageState = { readonly status: "none" } | Message;

export const noMessage: MessageState = { status: "none" };

/** The message begins. It stands before the first event, which tells what became of it. */
export const written = (data: AboutMessage & Written) => internalFact("message.written", data);

/** Somebody is about to hand it to a provider. */
export const claimed = (data: Attempt & { readonly at: Instant }) => internalFact("message.claimed", data);

type PutBack = { readonly at: Instant; readonly dueAt: Instant; readonly reason: string };

/** The provider has certainly not taken it: it will be offered again. */
export const putBack = (data: PutBack) => internalFact("message.put_back", data);

type SettledByHand = {
  readonly outcome: "delivered" | "failed";
  readonly propertyId: string;
  readonly at: Instant;
};

/** A person found out what became of it, and answers for that. */
export const settledByHand = (data: SettledByHand) => internalFact("message.settled_by_hand", data);

type ToldFact = FactOf<
  | typeof messageQueued
  | typeof messageDeferred
  | typeof messageRefused
  | typeof messageSent
  | typeof messageDelivered
  | typeof messageFailed
  | typeof messageUnknown
  | typeof messageReceived
>;
export type MessageFact =
  | ReturnType<typeof written>
  | ReturnType<typeof claimed>
  | ReturnType<typeof putBack>
  | ReturnType<typeof settledByHand>
  | ToldFact;

/** What a message is after one of its facts. Every state change is here, and nowhere else. */
export const evolveMessage = (state: MessageState, event: MessageFact): MessageState => {
  if (event.type === "message.written") return begun(event.data);
  if (state.status === "none") throw new Error(`${event.type} before the message was written`);
  const { step, ...changed } = change(state, event);
  const history = step === undefined ? state.history : [...state.history, step];
  const told = event.internal === true ? state.told : state.told + 1;
  return { ...state, ...changed, history, told };
};

const begun = (data: AboutMessage & Written): Message => ({
  ...data,
  status: "queued",
  tries: 0,
  attempt: null,
  provider: null,
  providerRef: null,
  parts: null,
  reason: null,
  words: null,
  history: [],
  told: 0,
});

type Change = Partial<Message> & { readonly step?: Step };

const stepOf = (at: Instant, what: MessageStatus, detail: string | null = null): Step => ({
  at,
  what,
  detail,
});

/** Only what changes. Exhaustive: a new event does not compile until it is decided here what it means. */
const change = (message: Message, event: Exclude<MessageFact, ReturnType<typeof written>>): Change => {
  const { data } = event;
  switch (event.type) {
    case "message.claimed":
      return {
        status: "sending",
        tries: message.tries + 1,
        attempt: attemptOf(event.data),
        provider: event.data.provider,
        parts: event.data.parts,
        step: stepOf(data.at, "sending", event.data.provider),
      };
    case "message.put_back":
      return {
        status: "queued",
        attempt: null,
        dueAt: event.data.dueAt,
        step: stepOf(data.at, "queued", event.data.reason),
      };
    case "message.settled_by_hand":
      return {};
    case "message.queued.v1":
      return { status: "queued", step: stepOf(data.at, "queued") };
    case "message.deferred.v1":
      return {
        status: "deferred",
        dueAt: event.data.until,
        step: stepOf(data.at, "deferred", event.data.reason),
      };
    case "message.refused.v1":
      return {
        status: "refused",
        reason: event.data.reason,
        reasonDetail: event.data.detail ?? null,
        step: stepOf(data.at, "refused", event.data.detail ?? event.data.reason),
      };
    case "message.received.v1":
      return {
        status: "received",
        words: event.data.text as Sealed | null,
        step: stepOf(data.at, "received"),
      };
    default:
      return handedOver(event);
  }
};

const attemptOf = ({ attemptId, provider, parts, until }: Attempt): Attempt => ({
  attemptId,
  provider,
  parts,
  until,
});

type HandedOverFact = FactOf<
  typeof messageSent | typeof messageDelivered | typeof messageFailed | typeof messageUnknown
>;

/** What is known once a provider was called. The attempt stays, so that its late answer is recognised. */
const handedOver = (event: HandedOverFact): Change => {
  const { at, provider } = event.data;
  switch (event.type) {
    case "message.sent.v1": {
      const { providerRef, parts } = event.data;
      return {
        status: "sent",
        provider,
        providerRef,
        parts,
        reason: null,
        step: stepOf(at, "sent", provider),
      };
    }
    case "message.delivered.v1":
      return { status: "delivered", provider, reason: null, step: stepOf(at, "delivered", provider) };
    case "message.failed.v1":
      return {
        status: "failed",
        provider,
        reason: event.data.reason,
        step: stepOf(at, "failed", event.data.reason),
      };
    case "message.unknown.v1":
      return { status: "unknown", provider, step: stepOf(at, "unknown", provider) };
  }
};

/** What every event of a message repeats. */
export const about = (message: AboutMessage, now: Instant) => ({
  messageId: message.messageId,
  propertyId: message.propertyId,
  profileId: message.profileId,
  ticketId: message.ticketId,
  purpose: message.purpose,
  occurrence: message.occurrence,
  class: message.class,
  channel: message.channel,
  language: message.language,
  at: now,
});

/** What one customer's messages share, so that they go out in the order in which they were asked for. */
export const laneOf = (message: Message): string => {
  const whose = message.profileId ?? message.ticketId ?? message.messageId;
  return message.class === "critical" ? `${whose} critical` : whose;
};
