import type { Sealed } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import type { PolicySet } from "@shouwen/service-kit/policies";
import type { MessagingRules } from "../domain/messaging-rules.ts";
import type { QuietHours } from "../domain/quiet-hours.ts";
import type { KnownAround, Subject, TellCustomerContext } from "../domain/tell-customer-context.ts";
import type { TemplateSet } from "../domain/template.ts";
import type { KnownTicket } from "../domain/ticket-summary.ts";
import type { Recipient } from "../domain/write-message.ts";
import type { Addressee, Found, Profile, Property, Staff } from "./recipients.ts";
import { ticketSummariesOf } from "./ticket-summary-store.ts";

export type SurroundingSources = {
  readonly database: Database;
  property(propertyId: string): Promise<Property | undefined>;
  staff(staffId: string): Promise<Staff | undefined>;
  profile(profileId: string): Promise<Profile | undefined>;
  recipientsOf(addressees: readonly Addressee[]): Promise<readonly Found[]>;
  rules(): Promise<PolicySet<MessagingRules>>;
  quietHours(): Promise<PolicySet<QuietHours>>;
  templates(): Promise<TemplateSet>;
};

/** Reads everything around a batch of tickets at once: what there is to say, who is written to, and by which rules. */
export const tellCustomerContextOf =
  (sources: SurroundingSources) =>
  async (subjects: readonly Subject[]): Promise<TellCustomerContext> => {
    const [rules, quietHours, templates, around] = await Promise.all([
      sources.rules(),
      sources.quietHours(),
      sources.templates(),
      aroundEach(sources, subjects),
    ]);
    return {
      templates,
      rules: (propertyId, now) => rules.inForce(propertyId, now).body,
      quietHours: (propertyId, now) => quietHours.inForce(propertyId, now).body,
      of: ({ ticketId, ownerId }) => {
        const known = around.get(keyOf(ticketId, ownerId));
        if (!known) throw new Error("Asked for a ticket that is not of this batch");
        return known;
      },
    };
  };

const keyOf = (ticketId: string, ownerId: string | null): string => `${ticketId} ${ownerId}`;

const aroundEach = async (
  sources: SurroundingSources,
  subjects: readonly Subject[],
): Promise<ReadonlyMap<string, KnownAround>> => {
  const [ticketSummaries, profiles] = await Promise.all([
    ticketSummariesOf(
      sources.database,
      subjects.map(({ ticketId }) => ticketId),
    ),
    Promise.all(subjects.map(({ profileId }) => profileOf(sources, profileId))),
  ]);
  const addressees = subjects.map(({ ticketId, profileId }, index) => ({
    profileId,
    contacts: contactsOf(ticketSummaries.get(ticketId), profiles[index]),
  }));
  const found = await sources.recipientsOf(addressees);
  const known = subjects.map(
    async (subject, index): Promise<[string, KnownAround]> => [
      keyOf(subject.ticketId, subject.ownerId),
      {
        ticketSummary: ticketSummaries.get(subject.ticketId),
        property: await sources.property(subject.propertyId),
        owner: subject.ownerId === null ? undefined : await sources.staff(subject.ownerId),
        profileKnown: subject.profileId === null || profiles[index] !== undefined,
        recipient: recipientAt(found, index),
      },
    ],
  );
  return new Map(await Promise.all(known));
};

const profileOf = async (
  sources: SurroundingSources,
  profileId: string | null,
): Promise<Profile | undefined> => (profileId === null ? undefined : sources.profile(profileId));

const recipientAt = (found: readonly Found[], index: number): Recipient => {
  const one = found[index];
  if (!one) throw new Error("A recipient is missing from the answer");
  return one.recipient;
};

/** Under which the customer asked, first: there they expect the answer. Then the one in their file. */
const contactsOf = (ticketSummary: KnownTicket | undefined, profile: Profile | undefined): Sealed[] => [
  ...new Set([ticketSummary?.contact, profile?.contact].filter((contact) => typeof contact === "string")),
];
