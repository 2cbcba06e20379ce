import type { PolicySet } from "@shouwen/service-kit/policies";
import type { Message } from "../domain/message.ts";
import type { QuietHours } from "../domain/quiet-hours.ts";
import type { Prepared } from "../domain/send-message.ts";
import { countSms } from "../domain/sms-parts.ts";
import { render, type Template, type TemplateSet, type Values, type Words } from "../domain/template.ts";
import { reachOver } from "../domain/write-message.ts";
import type { Addressee, Found, Property } from "./recipients.ts";

/** Opens sealed text; null where it cannot be read any more. */
type Open = (sealed: string) => Promise<string | null>;

export type PreparingSources = {
  readonly open: Open;
  property(propertyId: string): Promise<Property | undefined>;
  recipientsOf(addressees: readonly Addressee[]): Promise<readonly Found[]>;
  quietHours(): Promise<PolicySet<QuietHours>>;
  templates(): Promise<TemplateSet>;
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
        const words = await wordsOf(sources.open, message, template);
        const { recipient } = one;
        return [
          message.messageId,
          {
            context: {
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

const templateOf = (templates: TemplateSet, { template, templateVersion }: Message): Template | undefined =>
  template === null || templateVersion === null ? undefined : templates.version(template, templateVersion);

const addressOf = ({ channel }: Message, { recipient, addresses }: Found): string | undefined => {
  const reach = reachOver(channel, recipient);
  return reach && addresses.get(reach.contact)?.value;
};

/** The words of a message as they were or will be sent; null where there are none. What cannot be opened is left out. */
const wordsOf = async (
  open: Open,
  message: Message,
  template: Template | undefined,
): Promise<Words | null> => {
  if (!template) return null;
  const opened = await Promise.all(
    Object.entries(message.sealedValues).map(async ([name, sealed]) => [name, await open(sealed)] as const),
  );
  const values: Values = {
    ...message.values,
    ...Object.fromEntries(opened.filter(([, value]) => value !== null)),
  };
  return render(template.body, message, values);
};

/** The words of a message: what we wrote, or what the customer wrote. */
export const readWords =
  (open: Open, templates: () => Promise<TemplateSet>) =>
  async (message: Message): Promise<Words | null> => {
    if (message.status !== "received") return wordsOf(open, message, templateOf(await templates(), message));
    const text = message.words === null ? null : await open(message.words);
    return text === null ? null : { subject: null, text };
  };
