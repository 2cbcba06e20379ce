import { messageClass } from "@shouwen/contracts/events/message";
import type { Instant, Language } from "@shouwen/contracts/values";
import { z } from "zod";
import { fillIn, namesIn, type Part, parseText } from "./template-text.ts";

/**
 * Every value that a template may name, and whether a message can lack it: then the text must be able to do without.
 * `resolutionNote` and `staffText` are about a person and stay sealed until the moment of sending.
 */
export const variables = {
  propertyName: { optional: false, what: "The property, in the language of the message" },
  propertyPhone: { optional: true, what: "Its service line" },
  ticketNumber: { optional: false, what: "The number by which a customer names the ticket" },
  summary: { optional: true, what: "What it is about, without personal data" },
  place: { optional: true, what: "The room, the unit or the floor" },
  ownerName: { optional: true, what: "The first-contact owner" },
  ownerNumber: { optional: true, what: "The owner's staff number" },
  replyBy: { optional: true, what: "The date promised to this customer, on the property's clock" },
  resolutionNote: { optional: true, what: "What was done, told to the customer" },
  staffText: { optional: true, what: "What a member of staff adds" },
} as const satisfies Record<string, { optional: boolean; what: string }>;

export type VariableName = keyof typeof variables;
export type Values = Partial<Record<VariableName, string>>;

export const templateName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,49}$/, "Expected a name such as ticket_opened");

const problemsOf = (source: string): string[] => {
  const parsed = parseText(source);
  if ("problem" in parsed) return [parsed.problem];
  return namesIn(parsed.parts).flatMap(({ name, optional }) => {
    const known = (variables as Record<string, { optional: boolean }>)[name];
    if (!known) return [`There is no value ${name}`];
    return known.optional && !optional ? [`A message may lack ${name}: put it into [[ … ]]`] : [];
  });
};

const templateText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .superRefine((source, check) => {
      for (const message of problemsOf(source)) check.addIssue({ code: "custom", message });
    });

const inBothLanguages = <Text extends z.ZodType>(text: Text) => z.object({ "zh-CN": text, en: text });

const mail = z.object({
  subject: templateText(200).refine((text) => !/[\r\n]/.test(text), "A subject is one line"),
  text: templateText(20_000),
});

const optOutHint: Record<Language, RegExp> = { "zh-CN": /退订/, en: /STOP/ };

/** The words of one message, for each channel over which it may go, in every language that customers are spoken to in. */
export const templateBody = z
  .object({
    name: templateName,
    class: messageClass,
    sms: inBothLanguages(templateText(1_000)).optional(),
    email: inBothLanguages(mail).optional(),
  })
  .superRefine((body, check) => {
    if (!body.sms && !body.email)
      check.addIssue({ code: "custom", path: ["sms"], message: "Words for one channel at least" });
    for (const [language, hint] of Object.entries(optOutHint) as [Language, RegExp][])
      if (body.class === "marketing" && body.sms && !hint.test(body.sms[language]))
        check.addIssue({
          code: "custom",
          path: ["sms", language],
          message: "Marketing must say how to opt out: 退订, STOP",
        });
  });
export type TemplateBody = z.output<typeof templateBody>;

/** One approved version. Name and version identify it, whatever its scope; versions are never changed. */
export type Template = { readonly version: number; readonly scope: string; readonly body: TemplateBody };

export type Words = { readonly subject: string | null; readonly text: string };

// An SMS is paid by the part; what staff wrote at length belongs into an e-mail.
const longestValueInSms = 100;

/** The words of a message; null when the template has none for the channel. */
export const render = (
  body: TemplateBody,
  how: { channel: string; language: Language },
  values: Values,
): Words | null => {
  if (how.channel === "sms") {
    const source = body.sms?.[how.language];
    return source === undefined ? null : { subject: null, text: fillIn(partsOf(source), shortened(values)) };
  }
  const source = how.channel === "email" ? body.email?.[how.language] : undefined;
  if (source === undefined) return null;
  const subject = fillIn(partsOf(source.subject), values).replaceAll(/\s+/g, " ").trim();
  return { subject, text: fillIn(partsOf(source.text), values) };
};

/** A published text has been read before; one that cannot be read stands for itself. */
const partsOf = (source: string): readonly Part[] => {
  const parsed = parseText(source);
  return "parts" in parsed ? parsed.parts : [{ kind: "text", text: source }];
};

const shortened = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cut(value)]));

const cut = (value: string): string => {
  const characters = [...value];
  return characters.length <= longestValueInSms
    ? value
    : `${characters.slice(0, longestValueInSms - 1).join("")}…`;
};

/** One version of a text with its history, as people see it. */
export type TemplateVersion = {
  readonly name: string;
  readonly version: number;
  readonly scope: string;
  readonly status: "draft" | "approved";
  readonly body: TemplateBody;
  readonly draftedBy: string | null;
  readonly draftedAt: Instant | null;
  readonly approvedBy: string | null;
  readonly approvedAt: Instant | null;
};

export type Draft = {
  readonly scope: string;
  readonly body: TemplateBody;
  readonly draftedBy: string;
  /** The command that asked for it: repeated, it answers the draft that it made. */
  readonly commandId: string;
};

/** All approved texts, read at one moment. Pure, so that decisions can be given it. */
export type TemplateBook = {
  /** The property's own text, else the group's, else the one that ships. */
  inForce(name: string, propertyId: string): Template | undefined;
  /** The very version that a message was made with. */
  version(name: string, version: number): Template | undefined;
};

/** Orders what is approved; the newest version of the nearest scope counts. */
export const bookOf = (approved: readonly Template[]): TemplateBook => {
  const byName = Map.groupBy(
    approved.toSorted((a, b) => b.version - a.version),
    ({ body }) => body.name,
  );
  return {
    version: (name, version) => byName.get(name)?.find((template) => template.version === version),
    inForce: (name, propertyId) => {
      const versions = byName.get(name) ?? [];
      return (
        versions.find(({ scope }) => scope === propertyId) ?? versions.find(({ scope }) => scope === "group")
      );
    },
  };
};
