import type { FactOf } from "@shouwen/contracts/define-event";
import { messageClass } from "@shouwen/contracts/events/message";
import type {
  ticketClosed,
  ticketOwnerAssigned,
  ticketReopened,
  ticketResolved,
} from "@shouwen/contracts/events/ticket";
import { type Kind, kind } from "@shouwen/contracts/values";
import { z } from "zod";
import { templateName } from "./template.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Over what a customer can be written to. */
export const customerChannel = z.enum(["sms", "email"]);
export type CustomerChannel = z.output<typeof customerChannel>;

/** The moments in the life of a ticket at which its customer can be told. */
export const purpose = z
  .enum(["ticket_opened", "ticket_resolved", "ticket_reopened", "ticket_closed"])
  .describe("ticket_opened comes when the first-contact owner is known, so that it can name them");
export type Purpose = z.output<typeof purpose>;

const messagingRule = z.object({
  purpose,
  kinds: z.array(kind).min(1).optional().describe("Only for these kinds of ticket; all when left out"),
  template: templateName,
  class: messageClass.describe("A text of another class is never sent by this rule"),
  channels: z.array(customerChannel).min(1).describe("The first that the customer's contact fits"),
  delayMs: z
    .int()
    .min(0)
    .max(7 * dayMs)
    .default(0)
    .describe("How long to wait before it is sent"),
});
export type MessagingRule = z.output<typeof messagingRule>;

/** Who is told what, when and how: ordered rules, the first that matches counts. No rule, no message. */
export const messagingRules = z.object({
  rules: z.array(messagingRule).max(100),
  expireAfterMs: z
    .int()
    .min(minuteMs)
    .max(30 * dayMs)
    .describe("A message that could not go out by then never does"),
  tries: z
    .int()
    .min(1)
    .max(50)
    .describe("How often a message is offered to a provider that does not take it"),
  duplicateWithinMs: z
    .int()
    .min(0)
    .max(dayMs)
    .describe("The same words about the same ticket are sent once in this time"),
});
export type MessagingRules = z.output<typeof messagingRules>;

/** The default of the product: told at opened, with the owner's name and number, and at resolved. */
export const shippedRules: z.input<typeof messagingRules> = {
  rules: [
    { purpose: "ticket_opened", template: "ticket_opened", class: "service", channels: ["sms", "email"] },
    { purpose: "ticket_resolved", template: "ticket_resolved", class: "service", channels: ["sms", "email"] },
  ],
  expireAfterMs: dayMs,
  tries: 12,
  duplicateWithinMs: 10 * minuteMs,
};

export const ruleFor = (
  rules: MessagingRules,
  wanted: { purpose: Purpose; kind: Kind },
): MessagingRule | undefined =>
  rules.rules.find(
    (rule) =>
      rule.purpose === wanted.purpose && (rule.kinds === undefined || rule.kinds.includes(wanted.kind)),
  );

type Telling = FactOf<
  typeof ticketOwnerAssigned | typeof ticketResolved | typeof ticketReopened | typeof ticketClosed
>;

/** What a ticket's event is an occasion to tell, and which time it is: a ticket can be resolved more than once. */
export const occasionOf = (event: Telling): { readonly purpose: Purpose; readonly occurrence: number } => {
  switch (event.type) {
    case "ticket.owner_assigned.v1":
      return { purpose: "ticket_opened", occurrence: 1 };
    case "ticket.resolved.v1":
      return { purpose: "ticket_resolved", occurrence: event.data.resolution };
    case "ticket.reopened.v1":
      return { purpose: "ticket_reopened", occurrence: event.data.reopening };
    case "ticket.closed.v1":
      return { purpose: "ticket_closed", occurrence: 1 };
  }
};
