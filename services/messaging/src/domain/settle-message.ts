import { messageDelivered, messageFailed, messageSent } from "@shouwen/contracts/events/message";
import type { Instant } from "@shouwen/contracts/values";
import { about, type Message, type MessageFact, type MessageState, settledByHand } from "./message.ts";
import { messageNeverSent, messageNotFound, messageNotUnknown } from "./rejections.ts";

export type Receipt = {
  readonly provider: string;
  readonly providerRef: string | null;
  readonly status: "delivered" | "failed";
};

/**
 * A provider says what became of a message. It may come before the provider's own answer, after nobody knew any more,
 * or twice. "Delivered" is believed over everything, also over a failure: the person has it.
 */
export const recordReceipt = (receipt: Receipt, state: MessageState, now: Instant): MessageFact[] => {
  switch (state.status) {
    case "none":
      throw messageNotFound();
    case "sending":
    case "unknown":
      return [sentBy(receipt, state, now), settled(receipt, state, now)];
    case "queued":
    case "deferred":
      // Offered before and thought not to be taken: it was, and is not sent again.
      if (state.tries === 0) throw messageNeverSent();
      return [sentBy(receipt, state, now), settled(receipt, state, now)];
    case "sent":
      return [settled(receipt, state, now)];
    case "failed":
      return receipt.status === "delivered" ? [settled(receipt, state, now)] : [];
    case "delivered":
      return [];
    case "refused":
    case "received":
      throw messageNeverSent();
  }
};

const sentBy = ({ provider, providerRef }: Receipt, message: Message, now: Instant): MessageFact =>
  messageSent.of({ ...about(message, now), provider, providerRef, parts: message.parts });

const settled = ({ provider, status }: Receipt, message: Message, now: Instant): MessageFact =>
  status === "delivered"
    ? messageDelivered.of({ ...about(message, now), provider })
    : messageFailed.of({ ...about(message, now), provider, reason: "not_delivered" });

/** A person found out what became of a message of which nobody knew. Said already: nothing again. */
export const settleByHand = (
  outcome: "delivered" | "failed",
  state: MessageState,
  now: Instant,
): MessageFact[] => {
  if (state.status === "none") throw messageNotFound();
  if (state.status === outcome) return [];
  if (state.status !== "unknown") throw messageNotUnknown({ state: state.status });
  const head = { ...about(state, now), provider: state.provider ?? state.channel };
  return [
    settledByHand({ outcome, propertyId: state.propertyId, at: now }),
    outcome === "delivered"
      ? messageDelivered.of(head)
      : messageFailed.of({ ...head, reason: "settled_by_hand" }),
  ];
};
