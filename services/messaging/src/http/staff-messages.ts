import { shownText } from "@shouwen/contracts/shown-text";
import { type Instant, type Language, language, ticketId } from "@shouwen/contracts/values";
import { currentCarrier } from "@shouwen/event-bus/tracing";
import { maySee } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import type { MessageFact, MessageState } from "../domain/message.ts";
import {
  criticalNeedsManager,
  messageNotFound,
  templateUnknown,
  ticketNotFound,
  tooLongForSms,
} from "../domain/rejections.ts";
import type { Subject, TellCustomerContext } from "../domain/tell-customer-context.ts";
import { roomForStaffText, type Template, templateName } from "../domain/template.ts";
import type { KnownTicket } from "../domain/ticket-summary.ts";
import { valuesFor } from "../domain/wording.ts";
import { chooseReach, type MessageDraft, writeMessage } from "../domain/write-message.ts";
import { messageIdOf } from "../message-id.ts";
import { messageDetail } from "./message-view.ts";
import { detail, type MessageSources } from "./messages.ts";

/** What writing a message about a ticket needs. */
export type StaffMessageSources = Pick<MessageSources, "masked" | "wordsOf"> & {
  readonly handleMessage: Handle<MessageState, MessageFact>;
  ticketSummary(ticketId: string): Promise<KnownTicket | undefined>;
  tellCustomerContextOf(subjects: readonly Subject[]): Promise<TellCustomerContext>;
  seal(subject: string, text: string): Promise<string | null>;
  /** Tells the same words apart from others, without keeping them. */
  fingerprint(words: string): string;
  countOf(ticketId: string, purpose: string): Promise<number>;
  lastSaidAt(words: { ticketId: string; fingerprint: string; messageId: string }): Promise<Instant | null>;
};

const body = z.object({
  ticketId,
  template: templateName,
  text: shownText(2_000).optional().describe("What the template's staffText stands for"),
  language: language.optional().describe("The ticket's own when left out"),
});
type Body = z.output<typeof body>;

const purpose = "staff";
const channels = ["sms", "email"] as const;

/** A member of staff tells a customer something about their ticket. It goes through the same gate as everything. */
export const staffMessageRoutes =
  (sources: StaffMessageSources): Routes =>
  (app) => {
    app.post(
      "/v1/messages",
      {
        config: { allow: ["agent", "supervisor", "manager"], versioned: true },
        schema: {
          summary: "Write to the customer of a ticket, from an approved template",
          tags: ["messages"],
          body,
          response: { 200: messageDetail },
        },
      },
      async (request, reply) => {
        const command = commandOf(request);
        const { messageId, decide } = await prepare(sources, command, request.body);
        const { state, version } = await sources.handleMessage(messageId, command, decide);
        if (state.status === "none") throw messageNotFound();
        const shown = await detail(sources, command.person, { message: state, version });
        return reply.header("etag", tagOf(version)).send(shown);
      },
    );
  };

type Decide = Parameters<Handle<MessageState, MessageFact>>[2];
type Ticket = NonNullable<KnownTicket["ticket"]>;

/** What a message of staff is made of, besides its moment. */
type Writing = {
  readonly ticket: Ticket;
  readonly messageId: string;
  readonly occurrence: number;
  readonly sealedValues: Readonly<Record<string, string>>;
  readonly fingerprint: string;
  readonly lastSaidAt: Instant | null;
};

const prepare = async (
  sources: StaffMessageSources,
  command: Command,
  wanted: Body,
): Promise<{ messageId: string; decide: Decide }> => {
  const ticketSummary = await sources.ticketSummary(wanted.ticketId);
  const ticket = ticketSummary?.ticket;
  if (!ticket || !maySee(command.person, ticket.propertyId)) throw ticketNotFound();
  const subject = { ...ticket, ownerId: ticketSummary.ownerId };
  const context = await sources.tellCustomerContextOf([subject]);
  const template = permitted(context.templates.inForce(wanted.template, ticket.propertyId), command);
  const writing = await write(sources, { wanted, ticket, command });
  const { messageId } = writing;
  const language = wanted.language ?? ticket.language;
  const text = wanted.text ?? null;
  return {
    messageId,
    decide: decideOn(writing, { command, language, template, context, subject, text }),
  };
};

/** A text that passes opt-outs is in the hands of managers. */
const permitted = (template: Template | undefined, { person }: Command): Template => {
  if (!template) throw templateUnknown();
  if (
    template.body.class === "critical" &&
    !person.roles.some((role) => role === "manager" || role === "admin")
  )
    throw criticalNeedsManager();
  return template;
};

const write = async (
  sources: StaffMessageSources,
  { wanted, ticket, command }: { wanted: Body; ticket: Ticket; command: Command },
): Promise<Writing> => {
  const { once } = command.cause;
  const messageId = messageIdOf(purpose, once?.source ?? "", once?.eventId ?? "");
  const fingerprint = sources.fingerprint(`${wanted.template} ${wanted.text ?? ""}`);
  const [staffText, lastSaidAt, before] = await Promise.all([
    wanted.text === undefined ? null : sources.seal(ticket.profileId ?? ticket.requestId, wanted.text),
    sources.lastSaidAt({ ticketId: ticket.ticketId, fingerprint, messageId }),
    sources.countOf(ticket.ticketId, purpose),
  ]);
  const sealedValues: Record<string, string> = staffText === null ? {} : { staffText };
  return { ticket, messageId, occurrence: before + 1, sealedValues, fingerprint, lastSaidAt };
};

type Around = {
  readonly command: Command;
  readonly language: Language;
  readonly template: Template;
  readonly context: TellCustomerContext;
  readonly subject: Subject;
  /** In clear, for as long as it takes to see that it fits. */
  readonly text: string | null;
};

type Fitting = Pick<MessageDraft, "values"> & {
  readonly channel: string;
  readonly language: Language;
  readonly template: Template;
  readonly text: string | null;
};

/** An SMS says all of what staff wrote, or nothing goes out and they hear how much it has room for. */
const requireRoom = ({ channel, language, template, values, text }: Fitting): void => {
  if (channel !== "sms" || text === null) return;
  const allowedLength = roomForStaffText(template.body, language, { ...values, staffText: text });
  if (allowedLength === null) return;
  const message = `An SMS of this template has room for ${allowedLength} characters`;
  throw tooLongForSms({ allowedLength, errors: [{ field: "text", message }] });
};

const decideOn =
  (writing: Writing, { command, language, template, context, subject, text }: Around): Decide =>
  (state, now) => {
    const { ticket, messageId, occurrence, sealedValues, fingerprint, lastSaidAt } = writing;
    const { propertyId, profileId, ticketId: about } = ticket;
    const { property, owner, recipient } = context.of(subject);
    if (!property) throw ticketNotFound();
    const rules = context.rules(propertyId, now);
    const values = valuesFor({ ticketSummary: ticket, property, owner }, language);
    const { channel } = chooseReach(channels, recipient);
    if (state.status === "none") requireRoom({ channel, language, template, values, text });
    const draft: MessageDraft = {
      about: {
        messageId,
        propertyId,
        profileId,
        ticketId: about,
        purpose,
        occurrence,
        class: template.body.class,
        language,
      },
      channels,
      delayMs: 0,
      expireAfterMs: rules.expireAfterMs,
      askedAt: now,
      askedSeq: 0,
      values,
      sealedValues,
      fingerprint,
      duplicate: lastSaidAt !== null && Date.parse(now) - Date.parse(lastSaidAt) < rules.duplicateWithinMs,
      by: command.person.id,
      correlationId: ticket.requestId,
      origin: { ...currentCarrier() },
    };
    const quietHours = context.quietHours(propertyId, now);
    return writeMessage(
      draft,
      { recipient, template, quietHours, timeZone: property.timeZone },
      { state, now },
    );
  };
