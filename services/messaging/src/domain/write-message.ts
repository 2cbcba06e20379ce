import { messageDeferred, messageQueued, messageRefused } from "@shouwen/contracts/events/message";
import type { Instant, Language, Sealed } from "@shouwen/contracts/values";
import { type ConsentState, consentOn } from "./consent.ts";
import { type ContactQuality, type Refusal, refusalOf } from "./gate.ts";
import {
  type AboutMessage,
  about,
  type MessageFact,
  type MessageState,
  type Written,
  written,
} from "./message.ts";
import type { CustomerChannel } from "./messaging-rules.ts";
import { type QuietHours, quietUntil } from "./quiet-hours.ts";
import { render, type Template, type Values } from "./template.ts";

/** One way to reach a person. The address itself is not here: nobody needs it before the moment of sending. */
export type Reach = {
  readonly contact: Sealed;
  readonly kind: "phone" | "landline" | "email" | "text" | "erased" | "unreadable";
  /** Somebody wrote an opt-out word from this very number or address. */
  readonly optedOut: boolean;
};

/** Who is written to: every way to reach them, best first, and what they allow. */
export type Recipient = {
  readonly erased: boolean;
  /** They asked to be erased. From this moment nothing is sent, until it is done or they take it back. */
  readonly erasureRequested: boolean;
  readonly reaches: readonly Reach[];
  readonly consent: ConsentState;
};

/** What somebody or some rule wants to tell a customer. */
export type MessageDraft = {
  readonly about: Omit<AboutMessage, "channel">;
  readonly channels: readonly CustomerChannel[];
  readonly delayMs: number;
  readonly expireAfterMs: number;
  readonly askedAt: Instant;
  readonly askedSeq: number;
  readonly values: Values;
  readonly sealedValues: Readonly<Record<string, Sealed>>;
  readonly fingerprint: string | null;
  readonly duplicate: boolean;
  readonly by: string | null;
  readonly correlationId: string;
  readonly origin: Readonly<Record<string, string>>;
};

export type WriteMessageContext = {
  readonly recipient: Recipient;
  readonly template: Template | undefined;
  readonly quietHours: QuietHours;
  readonly timeZone: string;
};

/**
 * A message begins: it passes the gate and is queued, is deferred by quiet hours, or is refused with the reason. What
 * was written already stays as it is, so that the same happening never tells twice.
 */
export const writeMessage = (
  draft: MessageDraft,
  around: WriteMessageContext,
  at: { state: MessageState; now: Instant },
): MessageFact[] => {
  const { state, now } = at;
  if (state.status !== "none") return [];
  const chosen = chooseReach(draft.channels, around.recipient);
  const whole: AboutMessage = { ...draft.about, channel: chosen.channel };
  const dueAt = later(now, draft.delayMs);
  const expiresAt = later(dueAt, draft.expireAfterMs);
  const begin = written({
    ...whole,
    ...keptOf(draft, around.template),
    contact: chosen.reach?.contact ?? null,
    dueAt,
    expiresAt,
  });
  const refused = refusal(draft, around, { ...chosen, whole, expiresAt, now });
  if (refused !== null) return [begin, messageRefused.of({ ...about(whole, now), ...refused })];
  return [begin, ...queuedOrDeferred(whole, around, { now, dueAt, expiresAt })];
};

const later = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString();

const keptOf = (
  draft: MessageDraft,
  template: Template | undefined,
): Omit<Written, "contact" | "dueAt" | "expiresAt"> => ({
  template: template?.body.name ?? null,
  templateVersion: template?.version ?? null,
  values: draft.values,
  sealedValues: draft.sealedValues,
  fingerprint: draft.fingerprint,
  askedAt: draft.askedAt,
  askedSeq: draft.askedSeq,
  by: draft.by,
  correlationId: draft.correlationId,
  origin: draft.origin,
});

const kindOf: Readonly<Record<string, Reach["kind"]>> = { sms: "phone", email: "email" };

/** The first way to reach a person that a channel can use. */
export const reachOver = (channel: string, { reaches }: Recipient): Reach | undefined =>
  reaches.find(({ kind }) => kind === kindOf[channel]);

type Chosen = { readonly channel: CustomerChannel; readonly reach: Reach | undefined };

/** The first channel that a contact of the person fits. Where none does, the first channel, for the refusal to name. */
export const chooseReach = (channels: readonly CustomerChannel[], recipient: Recipient): Chosen => {
  for (const channel of channels) {
    const reach = reachOver(channel, recipient);
    if (reach) return { channel, reach };
  }
  return { channel: channels[0] ?? "sms", reach: undefined };
};

type Judged = Chosen & { readonly whole: AboutMessage; readonly expiresAt: Instant; readonly now: Instant };

const refusal = (
  draft: MessageDraft,
  { recipient, template }: WriteMessageContext,
  judged: Judged,
): Refusal | null =>
  refusalOf(
    {
      class: judged.whole.class,
      contact: contactOf(recipient, judged.reach),
      consent: consentOn(recipient.consent, judged.channel),
      contactOptedOut: judged.reach?.optedOut ?? false,
      hasText: hasText(template, judged.whole),
      duplicate: draft.duplicate,
      expiresAt: judged.expiresAt,
    },
    judged.now,
  );

/** Whether a message's contact can be used, from all the ways to reach its person. */
export const contactOf = (recipient: Recipient, reach: Reach | undefined): ContactQuality => {
  const isAny = (...kinds: Reach["kind"][]) => recipient.reaches.some(({ kind }) => kinds.includes(kind));
  if (recipient.erased || isAny("erased")) return "erased";
  if (recipient.erasureRequested) return "erasure_requested";
  if (reach) return "usable";
  if (isAny("landline")) return "landline";
  return isAny("text", "unreadable") ? "unusable" : "none";
};

/** There are words for the channel and the language, and they are meant for this class of message. */
export const hasText = (
  template: Template | undefined,
  message: { class: AboutMessage["class"]; channel: string; language: Language },
): boolean => template?.body.class === message.class && render(template.body, message, {}) !== null;

const queuedOrDeferred = (
  message: AboutMessage,
  { template, quietHours, timeZone }: WriteMessageContext,
  { now, dueAt, expiresAt }: { now: Instant; dueAt: Instant; expiresAt: Instant },
): MessageFact[] => {
  if (!template) return [];
  const queued = messageQueued.of({
    ...about(message, now),
    template: template.body.name,
    templateVersion: template.version,
  });
  const until = message.class === "critical" ? null : quietUntil(quietHours, timeZone, dueAt);
  if (until === null) return [queued];
  return [
    queued,
    messageDeferred.of({ ...about(message, now), until: earlier(until, expiresAt), reason: "quiet_hours" }),
  ];
};

export const earlier = (a: Instant, b: Instant): Instant => (Date.parse(a) <= Date.parse(b) ? a : b);
