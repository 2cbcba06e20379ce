import { messageChannel, messageClass } from "@shouwen/contracts/events/message";
import { language } from "@shouwen/contracts/values";
import { z } from "zod";
import type { SeenMessage } from "../domain/board.ts";
import type { Words } from "../domain/template.ts";

export const messageStatus = z.enum([
  "queued",
  "deferred",
  "sending",
  "sent",
  "delivered",
  "failed",
  "unknown",
  "refused",
  "received",
]);

/** A message as people see it. The contact is masked; the words are in the answer to one message only. */
export const messageView = z
  .object({
    messageId: z.string(),
    propertyId: z.string(),
    profileId: z.string().nullable(),
    ticketId: z.string().nullable(),
    version: z.int(),
    status: messageStatus,
    purpose: z
      .string()
      .describe("Which rule asked for it; staff: a member of staff; inbound: the customer wrote"),
    occurrence: z.int(),
    class: messageClass,
    channel: messageChannel,
    language,
    template: z.string().nullable(),
    templateVersion: z.int().nullable(),
    contact: z.string().nullable().describe("Masked; null when there is none, or the person is erased"),
    by: z.string().nullable().describe("Who wrote it; null when a rule did"),
    askedAt: z.string(),
    dueAt: z.string().describe("Not before"),
    expiresAt: z.string().describe("Not after"),
    tries: z.int().describe("How often it was offered to a provider"),
    provider: z.string().nullable(),
    providerRef: z.string().nullable(),
    parts: z.int().nullable().describe("SMS parts"),
    reason: z.string().nullable().describe("Why it was refused, or failed"),
    reasonDetail: z
      .string()
      .nullable()
      .describe(
        "Which case of the reason: landline, a number that takes calls but no SMS; erasure_requested",
      ),
  })
  .describe("A message");
export type MessageView = z.output<typeof messageView>;

export const messageDetail = messageView.extend({
  subject: z.string().nullable(),
  text: z
    .string()
    .nullable()
    .describe("The words; null when they cannot be read any more, and of a customer who is to be erased"),
  history: z.array(z.object({ at: z.string(), what: messageStatus, detail: z.string().nullable() })),
});
export type MessageDetail = z.output<typeof messageDetail>;

export const viewOf = ({ message, version }: SeenMessage, contact: string | null): MessageView => ({
  messageId: message.messageId,
  propertyId: message.propertyId,
  profileId: message.profileId,
  ticketId: message.ticketId,
  version,
  status: message.status,
  purpose: message.purpose,
  occurrence: message.occurrence,
  class: message.class,
  channel: message.channel,
  language: message.language,
  template: message.template,
  templateVersion: message.templateVersion,
  contact,
  by: message.by,
  askedAt: message.askedAt,
  dueAt: message.dueAt,
  expiresAt: message.expiresAt,
  tries: message.tries,
  provider: message.provider,
  providerRef: message.providerRef,
  parts: message.parts,
  reason: message.reason,
  reasonDetail: message.reasonDetail ?? null,
});

export const detailOf = (
  seen: SeenMessage,
  { contact, words }: { contact: string | null; words: Words | null },
): MessageDetail => ({
  ...viewOf(seen, contact),
  subject: words?.subject ?? null,
  text: words?.text ?? null,
  history: [...seen.message.history],
});
