import type { DataOf } from "@shouwen/contracts/define-event";
import type { messageRefused } from "@shouwen/contracts/events/message";
import type { Instant } from "@shouwen/contracts/values";
import type { ChannelConsent } from "./consent.ts";

export type RefusalReason = DataOf<typeof messageRefused>["reason"];

/**
 * Everything that the gate asks about a message. Each is answered before anything goes out; what could not be found
 * out is an error of the one who asks, never a yes.
 */
export type GateQuestion = {
  readonly class: "marketing" | "service" | "critical";
  /** The contact is the person's that the channel needs; `unusable` is a text that is no address. */
  readonly contact: "usable" | "none" | "unusable" | "erased";
  readonly consent: ChannelConsent;
  /** Somebody wrote an opt-out word from this very number or address, whoever they are. */
  readonly contactOptedOut: boolean;
  /** There is an approved text of the message's class for its channel and language. */
  readonly hasText: boolean;
  /** The same words went to the same person about the same ticket a moment ago. */
  readonly duplicate: boolean;
  readonly expiresAt: Instant;
};

/**
 * The one gate to every customer: why a message may not go out, or null. Asked when it is written and again at the
 * moment of sending. `critical` passes opt-outs, because it is about somebody's safety, and nothing else.
 */
export const refusalOf = (question: GateQuestion, now: Instant): RefusalReason | null => {
  if (question.contact === "erased") return "erased";
  if (question.contact === "none") return "no_contact";
  if (question.contact === "unusable") return "contact_invalid";
  if (!question.hasText) return "no_template";
  if (Date.parse(question.expiresAt) <= Date.parse(now)) return "expired";
  if (question.duplicate) return "duplicate";
  return question.class === "critical" ? null : consentRefusal(question);
};

const consentRefusal = ({
  class: messageClass,
  consent,
  contactOptedOut,
}: GateQuestion): RefusalReason | null => {
  if (consent.stopped || contactOptedOut) return "opted_out";
  return messageClass === "marketing" && !consent.marketing ? "no_consent" : null;
};
