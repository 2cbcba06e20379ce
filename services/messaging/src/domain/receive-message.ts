import type { DataOf } from "@shouwen/contracts/define-event";
import { messageReceived } from "@shouwen/contracts/events/message";
import type { Instant, Sealed } from "@shouwen/contracts/values";
import { type AboutMessage, about, type MessageFact, type MessageState, written } from "./message.ts";

export type Received = {
  readonly about: AboutMessage;
  readonly isAbout: NonNullable<DataOf<typeof messageReceived>["about"]>;
  readonly contact: Sealed | null;
  /** Null when the person is erased: nothing of them is kept. */
  readonly text: Sealed | null;
  readonly correlationId: string;
  readonly origin: Readonly<Record<string, string>>;
};

/** A customer wrote to us. The same message of the provider is taken once. */
export const receiveMessage = (received: Received, state: MessageState, now: Instant): MessageFact[] => {
  if (state.status !== "none") return [];
  const { isAbout, contact, text, correlationId, origin } = received;
  const begin = written({
    ...received.about,
    template: null,
    templateVersion: null,
    contact,
    values: {},
    sealedValues: {},
    fingerprint: null,
    askedAt: now,
    askedSeq: 0,
    dueAt: now,
    expiresAt: now,
    by: null,
    correlationId,
    origin,
  });
  return [begin, messageReceived.of({ ...about(received.about, now), about: isAbout, contact, text })];
};
