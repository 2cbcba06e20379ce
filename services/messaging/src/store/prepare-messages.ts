import type { PolicyBook } from "@shouwen/service-kit/policies";
import { UnreadableText } from "@shouwen/vault/sealed-text";
import type { Vault } from "@shouwen/vault/vault";
import type { Message } from "../domain/message.ts";
import type { QuietHours } from "../domain/quiet-hours.ts";
import type { Prepared } from "../domain/send-message.ts";
import { countSms } from "../domain/sms-parts.ts";
import { render, type Template, type TemplateBook, type Values, type Words } from "../domain/template.ts";
import { reachOver } from "../domain/write-message.ts";
import type { Addressee, Found, Property } from "./circumstances.ts";

export type PreparingSources = {
  readonly vault: Pick<Vault, "open">;
  property(propertyId: string): Promise<Property | undefined>;
  recipientsOf(addressees: readonly Addressee[]): Promise<readonly Found[]>;
  quietHours(): Promise<PolicyBook<QuietHours>>;
  templates(): Promise<TemplateBook>;
};

/** Finds out all that is needed to send these messages, from the database as it is now. */
export const prepareMessages =
  (sources: PreparingSources) =>
  async (messages: readonly Message[], now: string): Promise<ReadonlyMap<string, Prepared>> => {
    const [quietHours, templates, found] = await Promise.all([
      sources.quietHours(),
      sources.templates(),
      sources.recipientsOf(
        messages.map(({ profileId, contact }) => ({
          profileId,
          contacts: contact === null ? [] : [contact],
        })),
      ),
    ]);
    const prepared = await Promise.all(
      messages.map(async (message, index): Promise<[string, Prepared] | undefined> => {
        const property = await sources.property(message.propertyId);
        const one = found[index];
        if (!property || !one) return undefined;
        const template = templateOf(templates, message);
        const words = await wordsOf(sources.vault, message, template);
        const { recipient } = one;
        return [
          message.messageId,
          {
            circumstances: {
              recipient,
              template,
              timeZone: property.timeZone,
              quietHours: quietHours.inForce(message.propertyId, now).body,
            },
            to: addressOf(message, one),
            from: message.language === "en" ? property.nameEn : property.name,
            words,
            parts: message.channel === "sms" && words !== null ? countSms(words.text).parts : null,
          },
        ];
      }),
    );
    return new Map(prepared.filter((one) => one !== undefined));
  };

const templateOf = (templates: TemplateBook, { template, templateVersion }: Message): Template | undefined =>
  template === null || templateVersion === null ? undefined : templates.version(template, templateVersion);

const addressOf = ({ channel }: Message, { recipient, addresses }: Found): string | undefined => {
  const reach = reachOver(channel, recipient);
  return reach && addresses.get(reach.contact)?.value;
};

/** The words of a message as they were or will be sent; null where there are none. */
const wordsOf = async (
  vault: Pick<Vault, "open">,
  message: Message,
  template: Template | undefined,
): Promise<Words | null> => {
  if (!template) return null;
  const opened = await Promise.all(
    Object.entries(message.sealedValues).map(
      async ([name, sealed]) => [name, await openOr(vault, sealed)] as const,
    ),
  );
  const values: Values = {
    ...message.values,
    ...Object.fromEntries(opened.filter(([, value]) => value !== null)),
  };
  return render(template.body, message, values);
};

/** What is sealed and cannot be opened is left out of the words. */
const openOr = async (vault: Pick<Vault, "open">, sealed: string): Promise<string | null> => {
  try {
    return await vault.open(sealed);
  } catch (error) {
    if (error instanceof UnreadableText) return null;
    throw error;
  }
};

/** The words of a message, for somebody who may read them: what we wrote, or what the customer wrote. */
export const readWords =
  (vault: Pick<Vault, "open">, templates: () => Promise<TemplateBook>) =>
  async (message: Message): Promise<Words | null> => {
    if (message.status !== "received") return wordsOf(vault, message, templateOf(await templates(), message));
    const text = message.words === null ? null : await openOr(vault, message.words);
    return text === null ? null : { subject: null, text };
  };
