import { type ConsentState, noConsent } from "../src/domain/consent.ts";
import {
  type Attempt,
  evolveMessage,
  type Message,
  type MessageFact,
  type MessageState,
  noMessage,
} from "../src/domain/message.ts";
import type { QuietHours } from "../src/domain/quiet-hours.ts";
import { takeForSending } from "../src/domain/send-message.ts";
import { shippedTemplates } from "../src/domain/shipped-templates.ts";
import type { Template } from "../src/domain/template.ts";
import {
  type MessageDraft,
  type Recipient,
  type WriteMessageContext,
  writeMessage,
} from "../src/domain/write-message.ts";

export const noon = "2026-11-22T04:00:00.000Z";
/** 23:00 in Shanghai: quiet until 08:00, which is midnight in UTC. */
export const lateEvening = "2026-11-22T15:00:00.000Z";
export const eightNextMorning = "2026-11-23T00:00:00.000Z";

export const after = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

export const phoneContact = "sealed:v1:pro_li:phone";
export const mailContact = "sealed:v1:pro_li:mail";

export const aRecipient = (overrides: Partial<Recipient> = {}): Recipient => ({
  erased: false,
  erasureRequested: false,
  reaches: [{ contact: phoneContact, kind: "phone", optedOut: false }],
  consent: noConsent,
  ...overrides,
});

export const optedOut = (channel: "sms" | "email" = "sms"): ConsentState => ({
  told: 1,
  proof: null,
  entries: [
    { what: "withdrawn", channel, scope: "all", at: noon, source: "opt_out_word", text: null, by: null },
  ],
});

export const theTemplate = (name = "ticket_opened"): Template => {
  const found = shippedTemplates.find(({ body }) => body.name === name);
  if (!found) throw new Error(`No template ${name}`);
  return found;
};

const nightIsQuiet: QuietHours = { windows: [{ from: "21:00", to: "08:00" }] };

export const around = (overrides: Partial<WriteMessageContext> = {}): WriteMessageContext => ({
  recipient: aRecipient(),
  template: theTemplate(),
  quietHours: nightIsQuiet,
  timeZone: "Asia/Shanghai",
  ...overrides,
});

export const aDraft = (overrides: Partial<MessageDraft> = {}): MessageDraft => ({
  about: {
    messageId: "msg_one",
    propertyId: "prp_lakeside",
    profileId: "pro_li",
    ticketId: "tic_one",
    purpose: "ticket_opened",
    occurrence: 1,
    class: "service",
    language: "zh-CN",
  },
  channels: ["sms", "email"],
  delayMs: 0,
  expireAfterMs: 24 * 60 * 60_000,
  askedAt: noon,
  askedSeq: 1,
  values: { propertyName: "湖滨酒店", ticketNumber: "0A1B2C3D" },
  sealedValues: {},
  fingerprint: null,
  duplicate: false,
  by: null,
  correlationId: "req_one",
  origin: {},
  ...overrides,
});

export const play = (facts: readonly MessageFact[], from: MessageState = noMessage): Message => {
  const state = facts.reduce(evolveMessage, from);
  if (state.status === "none") throw new Error("nothing happened");
  return state;
};

export const aQueuedMessage = (draft: Partial<MessageDraft> = {}): Message =>
  play(writeMessage(aDraft(draft), around(), { state: noMessage, now: noon }));

export const theAttempt: Attempt = {
  attemptId: "att_one",
  provider: "sms",
  parts: 1,
  until: after(noon, 12_000),
};

export const aSendingMessage = (draft: Partial<MessageDraft> = {}): Message => {
  const queued = aQueuedMessage(draft);
  return play(takeForSending(theAttempt, around(), { state: queued, now: noon }), queued);
};

/** What facts say, without the untold ones. */
export const told = (facts: readonly MessageFact[]): string[] =>
  facts.filter(({ internal }) => !internal).map(({ type }) => type);

/** The data of the last fact. */
export const lastOf = (facts: readonly MessageFact[]): unknown => facts.at(-1)?.data;
