import { withPrefix } from "@shouwen/event-bus/ids";
import type { Person } from "@shouwen/service-kit/auth";
import { hasWords, type Opening, type OpenWords } from "@shouwen/service-kit/words";
import { reasonToRead } from "@shouwen/service-kit/words-access";
import type { Message } from "../domain/message.ts";
import type { TemplateSet, Words } from "../domain/template.ts";
import type { KnownTicket } from "../domain/ticket-summary.ts";
import { readWords } from "./prepare-messages.ts";

type Sources = {
  readonly open: OpenWords;
  readonly templates: () => Promise<TemplateSet>;
  ticketSummary(ticketId: string): Promise<KnownTicket | undefined>;
  audit(opening: Opening): Promise<void>;
};

/** The ticket that a message is about, or that it became. */
const ticketIdOf = ({ ticketId, messageId }: Message): string => ticketId ?? withPrefix("tic", messageId);

const isSealedIn = ({ words, sealedValues }: Message): boolean => hasWords([words, sealedValues]);

/**
 * What a message says, for somebody who may see it: what we wrote, or what the customer wrote. Who reads it is written down
 * first. What a stranger wrote lies under a key of its own; they are a customer as soon as their request has one.
 */
export const messageWordsFor =
  ({ open, templates, ticketSummary, audit }: Sources) =>
  async ({ id: actor, roles }: Person, message: Message): Promise<Words | null> => {
    const known = await ticketSummary(ticketIdOf(message));
    const { messageId: subject, propertyId } = message;
    const people = { ownerId: known?.ownerId ?? null, handlerId: null, alsoIds: [message.by], teamIds: [] };
    const reason = reasonToRead({ person: { id: actor, roles }, teamIds: [] }, people) ?? "colleague";
    if (isSealedIn(message)) await audit({ actor, subject, propertyId, reason, door: "message" });
    const customerId = message.profileId ?? known?.ticket?.profileId ?? null;
    return readWords((sealed) => open(sealed, customerId), templates)(message);
  };
