import type { DataOf } from "@shouwen/contracts/define-event";
import type { messageRefused } from "@shouwen/contracts/events/message";
import type { Instant } from "@shouwen/contracts/values";
import type { ChannelConsent } from "./consent.ts";

/** Why the gate said no: the reason, and which case of it where one reason has several. */
export type Refusal = Pick<DataOf<typeof messageRefused>, "reason" | "detail">;

/** Whether the person's contact is one that the channel can use; `unusable` is a text that is no address. */
export type ContactQuality = "usable" | "none" | "unusable" | "landline" | "erased" | "erasure_requested";

/**
 * Everything that the gate asks about a message. Each is answered before anything goes out; what could not be found
 * out is an error of the one who asks, never a yes.
 */
export type GateQuestion = {
  readonly class: "marketing" | "service" | "critical";
  readonly contact: ContactQuality;
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
export const refusalOf = (question: GateQuestion, now: Instant): Refusal | null => {
  const contact = contactRefusal(question.contact);
  if (contact !== null) return contact;
  if (!question.hasText) return { reason: "no_template" };
  if (Date.parse(question.expiresAt) <= Date.parse(now)) return { reason: "expired" };
  if (question.duplicate) return { reason: "duplicate" };
  return question.class === "critical" ? null : consentRefusal(question);
};

const contactRefusal = (contact: ContactQuality): Refusal | null => {
  switch (contact) {
    case "erased":
      return { reason: "erased" };
    case "erasure_requested":
      return { reason: "erased", detail: "erasure_requested" };
    case "none":
      return { reason: "no_contact" };
    case "unusable":
      return { reason: "contact_invalid" };
    case "landline":
      return { reason: "contact_invalid", detail: "landline" };
    case "usable":
      return null;
  }
};

const consentRefusal = ({ class: messageClass, consent, contactOptedOut }: GateQuestion): Refusal | null => {
  if (consent.stopped || contactOptedOut) return { reason: "opted_out" };
  return messageClass === "marketing" && !consent.marketing ? { reason: "no_consent" } : null;
};
