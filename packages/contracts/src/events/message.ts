import { z } from "zod";
import { defineEvent, withFields } from "../define-event.ts";
import { instant, language, messageId, profileId, propertyId, sealed, ticketId } from "../values.ts";

export const messageClass = z
  .enum(["marketing", "service", "critical"])
  .describe(
    "marketing needs consent; service stops at an opt-out; critical passes, from named templates only",
  );
export const messageChannel = z.enum(["sms", "email", "staff_inbox"]).describe("How it is sent");

const aboutMessage = {
  messageId,
  propertyId,
  profileId: profileId.nullable(),
  ticketId: ticketId.nullable(),
  purpose: z.string().max(60).describe("Which rule asked for it: ticket_opened, ticket_resolved"),
  occurrence: z.int().min(1).describe("1 for the first message of this purpose about this ticket"),
  class: messageClass,
  channel: messageChannel,
  language,
  at: instant.describe("When it happened, by the database's clock"),
};

const messageEvent = <const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  summary: string,
  shape: Shape,
) =>
  defineEvent({
    type,
    topic: "shouwen.message",
    key: "messageId",
    summary,
    data: z.object(withFields(aboutMessage, shape)),
  });

export const messageQueued = messageEvent(
  "message.queued.v1",
  "A message passed the gate and waits to be sent",
  {
    template: z.string().describe("Which text"),
    templateVersion: z.int().min(1).describe("Which version of it"),
  },
);

export const messageDeferred = messageEvent(
  "message.deferred.v1",
  "Quiet hours: the message waits until they end",
  {
    until: instant.describe("When it will be tried again"),
    reason: z.enum(["quiet_hours"]).describe("Why it waits"),
  },
);

export const messageRefused = messageEvent("message.refused.v1", "The gate said no, with its reason", {
  reason: z
    .enum([
      "opted_out",
      "no_consent",
      "no_contact",
      "contact_invalid",
      "erased",
      "duplicate",
      "no_template",
      "expired",
    ])
    .describe("Why it was not sent"),
  detail: z
    .enum(["landline", "erasure_requested"])
    .optional()
    .describe(
      "Which case of the reason: landline, a number that takes calls but no SMS (contact_invalid); erasure_requested, the customer asked to be erased (erased)",
    ),
});

export const messageSent = messageEvent("message.sent.v1", "The provider took the message", {
  provider: z.string().describe("Through whom it was sent"),
  providerRef: z
    .string()
    .nullable()
    .describe("The provider's own id, by which its receipts name the message"),
  parts: z.int().min(1).nullable().describe("SMS parts"),
});

export const messageDelivered = messageEvent("message.delivered.v1", "The provider says that it arrived", {
  provider: z.string().describe("Through whom it was sent"),
});

export const messageFailed = messageEvent(
  "message.failed.v1",
  "The provider refused it, or could not deliver it",
  {
    provider: z.string().describe("Through whom it was sent"),
    reason: z.string().max(120).describe("What the provider said"),
  },
);

/** Nobody knows whether it went out. Never sent again by machine: a receipt settles it, or a person does. */
export const messageUnknown = messageEvent("message.unknown.v1", "Nobody knows whether it went out", {
  provider: z.string().describe("Through whom it was sent"),
});

export const messageReceived = messageEvent("message.received.v1", "A customer wrote to us", {
  text: sealed.nullable().describe("What the customer wrote"),
  about: z
    .enum(["open_ticket", "new_matter", "opt_out"])
    .optional()
    .describe(
      "open_ticket: ticketId is a ticket that is not closed; new_matter: no open ticket, so it becomes the request with the message's uuid (a stranger's words are sealed under that id); opt_out: a word that stops messages, or lifted such a stop, and nothing else",
    ),
  contact: sealed
    .nullable()
    .optional()
    .describe("The number or address it came from: JSON of kind and value; null when the person is erased"),
});
