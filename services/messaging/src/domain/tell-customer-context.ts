import type { MessagingRules } from "./messaging-rules.ts";
import type { QuietHours } from "./quiet-hours.ts";
import type { TemplateSet } from "./template.ts";
import type { KnownTicket } from "./ticket-summary.ts";
import type { KnownProperty, Owner } from "./wording.ts";
import type { Recipient } from "./write-message.ts";

/** A ticket that something is to be told about, and the owner whom the message names. */
export type Subject = {
  readonly ticketId: string;
  readonly propertyId: string;
  readonly profileId: string | null;
  readonly ownerId: string | null;
};

/** What is known around one ticket. `undefined` is what has not been heard yet. */
export type KnownAround = {
  readonly ticketSummary: KnownTicket | undefined;
  readonly property: KnownProperty | undefined;
  readonly owner: Owner | undefined;
  /** Whether the customer's file was heard; true where there is no customer to know. */
  readonly profileKnown: boolean;
  readonly recipient: Recipient;
};

/** What is known around a batch of tickets, read at once. */
export type TellCustomerContext = {
  of(subject: Subject): KnownAround;
  rules(propertyId: string, now: string): MessagingRules;
  quietHours(propertyId: string, now: string): QuietHours;
  readonly templates: TemplateSet;
};
