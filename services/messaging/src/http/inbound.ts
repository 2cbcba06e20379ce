import type { Language } from "@shouwen/contracts/values";
import { withPrefix } from "@shouwen/event-bus/ids";
import { currentCarrier } from "@shouwen/event-bus/tracing";
import type { Handle } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import {
  type ConsentFact,
  type ConsentState,
  consentOn,
  liftStop,
  withdrawConsent,
} from "../domain/consent.ts";
import { isOptIn, isOptOut, ownWords } from "../domain/consent-words.ts";
import type { MessageFact, MessageState } from "../domain/message.ts";
import { isReachedOver } from "../domain/opt-out-contact.ts";
import { receiveMessage } from "../domain/receive-message.ts";
import { numberOfNobody, senderUnreadable } from "../domain/rejections.ts";
import { messageIdOf } from "../message-id.ts";
import type { ProviderKey } from "./provider-key.ts";
import { commandOfProvider } from "./receipts.ts";

/** Who wrote, as far as we know: a customer, or only the number or address. */
export type Sender = {
  readonly kind: "phone" | "email" | "text";
  readonly contactIndex: string;
  /** Sealed JSON of the contact is made from it. */
  readonly contact: string;
  readonly profileIds: readonly string[];
};

/** What an inbound text is about: the property, and a ticket of the customer that is not over, or something new. */
export type InboundTicket = {
  readonly profileId: string | null;
  readonly propertyId: string;
  readonly ticketId: string | null;
  readonly language: Language;
};

/** What the route needs. */
export type InboundSources = {
  readonly key: ProviderKey;
  readonly handleMessage: Handle<MessageState, MessageFact>;
  readonly handleConsent: Handle<ConsentState, ConsentFact>;
  senderOf(written: { channel: "sms" | "email"; from: string; to: string | undefined }): Promise<Sender>;
  /** Nothing goes to this number or address any more, whoever they are. */
  optOut(contactIndex: string): Promise<void>;
  /** Lifts that again. False when there was nothing to lift. */
  optIn(contactIndex: string): Promise<boolean>;
  /** Whether a text of a customer was taken before. */
  isKept(messageId: string): Promise<boolean>;
  inboundTicketOf(
    sender: Sender,
    written: { to: string | undefined; text: string },
  ): Promise<InboundTicket | undefined>;
  /** Seals with the person's key; null when they are erased. */
  seal(subject: string, text: string): Promise<string | null>;
};

const body = z.object({
  inboundId: z
    .string()
    .min(1)
    .max(200)
    .describe("The provider's own id of the text; the same id is taken once"),
  from: z.string().min(1).max(254),
  to: z.string().min(1).max(254).optional().describe("The number or address of ours that was written to"),
  subject: z.string().max(1_000).optional().describe("Of an e-mail"),
  text: z.string().max(10_000).describe("Of an e-mail, its plain text"),
});
type Inbound = z.output<typeof body>;

const answered = z.object({
  optedOut: z.boolean().describe("From now on nothing goes to the sender but what concerns safety"),
  optedIn: z.boolean().describe("An earlier opt-out of the sender was lifted"),
  messageId: z.string().nullable(),
});

/**
 * Customers write to us. An opt-out word counts at once, before anything else is done with the text: from this moment
 * the gate refuses what waits. Everything is idempotent, so a provider that got no answer sends it again. A character
 * that no text has goes, and not the text: who wrote it would never know.
 */
export const inboundRoutes =
  (sources: InboundSources): Routes =>
  (app) => {
    app.post(
      "/v1/inbound/:provider",
      {
        config: { allow: "public", mendsText: true },
        schema: {
          summary: "A customer wrote to us",
          tags: ["providers"],
          params: z.object({ provider: z.enum(["sms", "email"]) }),
          headers: z.object({ "x-provider-key": z.string().max(200).optional() }),
          body,
          response: { 200: answered },
        },
      },
      async (request) => {
        if (!sources.key.isSecret(request.headers["x-provider-key"])) throw sources.key.refusal(request.ip);
        return hear(sources, {
          channel: request.params.provider,
          inbound: request.body,
          requestId: request.id,
        });
      },
    );
  };

type Hearing = { readonly channel: "sms" | "email"; readonly inbound: Inbound; readonly requestId: string };

const hear = async (sources: InboundSources, hearing: Hearing) => {
  const { inbound } = hearing;
  const { from, to } = inbound;
  const sender = await sources.senderOf({ channel: hearing.channel, from, to });
  const optedOut = asksFor(inbound, isOptOut);
  if (optedOut) await optOut(sources, hearing, sender);
  const ticketSummary = await sources.inboundTicketOf(sender, { to, text: wordsOf(inbound) });
  if (ticketSummary) {
    const optedIn = asksFor(inbound, isOptIn) && (await optIn(sources, hearing, sender));
    const isConsent = optedOut || optedIn;
    return {
      optedOut,
      optedIn,
      messageId: await keep(sources, { ...hearing, sender, ticketSummary, isConsent }),
    };
  }
  if (!optedOut) throw numberOfNobody();
  return { optedOut, optedIn: false, messageId: null };
};

/** The link that goes along with an e-mail writes the word into the subject and nothing below (RFC 2369). */
const asksFor = ({ subject, text }: Inbound, isAsked: (words: string) => boolean): boolean =>
  isAsked(text) || (subject !== undefined && isAsked(subject) && ownWords(text).trim() === "");

const optOut = async (
  sources: InboundSources,
  { channel, inbound, requestId }: Hearing,
  { kind, contactIndex, profileIds }: Sender,
): Promise<void> => {
  if (!isReachedOver(channel, kind)) throw senderUnreadable({ errors: [unreadableFrom] });
  await sources.optOut(contactIndex);
  for (const profileId of profileIds) {
    const text = await sources.seal(profileId, inbound.text);
    const command = commandOfProvider(channel, requestId);
    await sources.handleConsent(profileId, command, (state, now) => {
      const proof = { source: "opt_out_word", text, by: null } as const;
      return withdrawConsent({ profileId, channel, scope: "all", at: now, proof }, state, now);
    });
  }
};

/**
 * Lifts what the sender said before, and tells whether there was anything to lift. A text that was taken once lifts
 * nothing again: a provider that repeats START must not undo the STOP that came after it. The number itself comes last,
 * so that whatever fails leaves it opted out.
 */
const optIn = async (
  sources: InboundSources,
  { channel, inbound, requestId }: Hearing,
  { kind, contactIndex, profileIds }: Sender,
): Promise<boolean> => {
  if (!isReachedOver(channel, kind)) return false;
  if (await sources.isKept(messageIdOf("inbound", channel, inbound.inboundId))) return false;
  let lifted = false;
  for (const profileId of profileIds) {
    const text = await sources.seal(profileId, inbound.text);
    const command = commandOfProvider(channel, requestId);
    await sources.handleConsent(profileId, command, (state, now) => {
      lifted ||= consentOn(state, channel).stopped;
      const proof = { source: "opt_out_word", text, by: null } as const;
      return liftStop({ profileId, channel, at: now, proof }, state, now);
    });
  }
  return (await sources.optIn(contactIndex)) || lifted;
};

const unreadableFrom = { field: "from", message: "Neither a number nor an address that can be written to" };

type Keeping = Hearing & {
  readonly sender: Sender;
  readonly ticketSummary: InboundTicket;
  /** It is about whether we write to them, and about nothing else. */
  readonly isConsent: boolean;
};

const aboutOf = ({ ticketSummary, isConsent }: Pick<Keeping, "ticketSummary" | "isConsent">) => {
  if (isConsent) return "opt_out";
  return ticketSummary.ticketId === null ? "new_matter" : "open_ticket";
};

const wordsOf = ({ subject, text }: Inbound): string =>
  subject === undefined || subject.trim() === "" ? text : `${subject.trim()}\n\n${text}`;

/** A stranger's words are sealed as well: with a key of their own, under the id that this text would have as a request. */
const keep = async (
  sources: InboundSources,
  { channel, inbound, sender, ticketSummary, isConsent }: Keeping,
): Promise<string> => {
  const messageId = messageIdOf("inbound", channel, inbound.inboundId);
  const requestId = withPrefix("req", messageId);
  const subject = ticketSummary.profileId ?? requestId;
  const [contact, text] = [
    await sources.seal(subject, sender.contact),
    await sources.seal(subject, wordsOf(inbound)),
  ];
  const about = {
    messageId,
    propertyId: ticketSummary.propertyId,
    profileId: ticketSummary.profileId,
    ticketId: ticketSummary.ticketId,
    purpose: "inbound",
    occurrence: 1,
    class: "service",
    channel,
    language: ticketSummary.language,
  } as const;
  const correlationId =
    ticketSummary.ticketId === null ? requestId : withPrefix("req", ticketSummary.ticketId);
  const received = {
    about,
    isAbout: aboutOf({ ticketSummary, isConsent }),
    contact,
    text,
    correlationId,
    origin: { ...currentCarrier() },
  } as const;
  const command = commandOfProvider(channel, correlationId);
  await sources.handleMessage(messageId, command, (state, now) => receiveMessage(received, state, now));
  return messageId;
};
