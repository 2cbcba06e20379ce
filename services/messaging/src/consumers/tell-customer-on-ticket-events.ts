import {
  ticketClosed,
  ticketOwnerAssigned,
  ticketReopened,
  ticketResolved,
} from "@shouwen/contracts/events/ticket";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { NotYet } from "@shouwen/event-bus/message";
import { type ReceivedEvent, reaction } from "@shouwen/event-bus/reaction";
import { currentCarrier } from "@shouwen/event-bus/tracing";
import type { MessageFact, MessageState } from "../domain/message.ts";
import { occasionOf, ruleFor } from "../domain/messaging-rules.ts";
import type { KnownAround, Subject, TellCustomerContext } from "../domain/tell-customer-context.ts";
import { valuesFor } from "../domain/wording.ts";
import { type MessageDraft, writeMessage } from "../domain/write-message.ts";
import { messageIdOf } from "../message-id.ts";

const telling = [ticketOwnerAssigned, ticketResolved, ticketReopened, ticketClosed] as const;
type TellingEvent = ReceivedEvent<(typeof telling)[number]>;

const isLive = (event: TellingEvent): boolean => event.data.mode === "live";

/**
 * The customer is told at each step that the rules name: that the ticket is open, as soon as there is an owner to
 * name, and that it is resolved. One happening makes one message, however often it is heard. Never for the past.
 */
export const tellCustomerOnTicketEvents = (
  messages: AggregateStore<MessageState, MessageFact>,
  tellCustomerContextOf: (subjects: readonly Subject[]) => Promise<TellCustomerContext>,
) =>
  reaction({
    name: "tell-customer-on-ticket-events",
    on: telling,
    store: messages,
    target: (event) => {
      const { purpose, occurrence } = occasionOf(event);
      return isLive(event) ? messageIdOf(event.data.ticketId, purpose, occurrence) : undefined;
    },
    context: (events) => tellCustomerContextOf(events.filter(isLive).map(({ data }) => data)),
    decide: (event, state, { context, now }) => tell(event, context, { state, now }),
  });

const tell = (
  event: TellingEvent,
  around: TellCustomerContext,
  at: { state: MessageState; now: string },
): readonly MessageFact[] => {
  const { propertyId, kind, ticketId, language } = event.data;
  const occasion = occasionOf(event);
  const rules = around.rules(propertyId, at.now);
  const rule = ruleFor(rules, { purpose: occasion.purpose, kind });
  if (!rule) return [];
  const { ticketSummary, property, owner, recipient } = complete(around.of(event.data), event, at.now);
  const messageId = messageIdOf(ticketId, occasion.purpose, occasion.occurrence);
  const draft: MessageDraft = {
    about: {
      messageId,
      propertyId,
      profileId: event.data.profileId,
      ticketId,
      ...occasion,
      class: rule.class,
      language,
    },
    channels: rule.channels,
    delayMs: rule.delayMs,
    expireAfterMs: rules.expireAfterMs,
    askedAt: event.data.at,
    askedSeq: event.aggSeq,
    values: valuesFor({ ticketSummary, property, owner }, language),
    sealedValues: noteOf(event),
    fingerprint: null,
    duplicate: false,
    by: null,
    correlationId: ticketSummary.requestId,
    origin: { ...currentCarrier() },
  };
  const template = around.templates.inForce(rule.template, propertyId);
  const quietHours = around.quietHours(propertyId, at.now);
  return writeMessage(draft, { recipient, template, quietHours, timeZone: property.timeZone }, at);
};

const noteOf = ({ type, data }: TellingEvent): Record<string, string> =>
  type === "ticket.resolved.v1" && data.note !== null ? { resolutionNote: data.note } : {};

const patienceMs = 2 * 60_000;

/**
 * Everything that the words need. What another service tells later is waited for. After two minutes the customer is
 * told without what is still missing: an owner's name is left out, a contact that nobody has told is none.
 */
const complete = (known: KnownAround, event: TellingEvent, now: string) => {
  const { ticketSummary, property, owner } = known;
  if (!ticketSummary?.ticket) throw new NotYet("the opening of the ticket");
  if (!property) throw new NotYet("the property of the ticket");
  const patient = Date.parse(now) - Date.parse(event.time) < patienceMs;
  if (patient && event.data.ownerId !== null && !owner) throw new NotYet("the owner of the ticket");
  const reachable = known.recipient.reaches.length > 0 || known.recipient.erased;
  const contactToCome = ticketSummary.contact === undefined || !known.profileKnown;
  if (patient && !reachable && contactToCome) throw new NotYet("a contact of the customer");
  return { ticketSummary: ticketSummary.ticket, property, owner, recipient: known.recipient };
};
