import { messageClass } from "@shouwen/contracts/events/message";
import { isShown } from "@shouwen/contracts/shown-text";
import type { Instant, Language } from "@shouwen/contracts/values";
import { z } from "zod";
import { countSms } from "./sms-parts.ts";
import { setLinksApart } from "./sms-text.ts";
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
  return [...namesIn(parsed.parts).flatMap(problemOfName), ...problemsOfText(parsed.parts)];
};

const isVariable = (name: string): name is VariableName => Object.hasOwn(variables, name);

const problemOfName = ({ name, optional }: { name: string; optional: boolean }): string[] => {
  if (!isVariable(name)) return [`There is no value ${name}`];
  return variables[name].optional && !optional ? [`A message may lack ${name}: put it into [[ … ]]`] : [];
};

const names = Object.keys(variables).join("|");
// `summary` and `place` are words, too: only a mark before them makes them the name of a value.
const mentioned = new RegExp(`[%$＄<＜[【《]\\s*(${names})\\b|\\b(?=\\w*[a-z][A-Z])(${names})\\b`, "u");

/** A value that is named without its marks would reach the customer as its name. */
const problemsOfText = (parts: readonly Part[]): string[] =>
  parts.flatMap((part) => {
    if (part.kind === "optional") return problemsOfText(part.parts);
    const [, marked, bare] = (part.kind === "text" && mentioned.exec(part.text)) || [];
    const name = marked ?? bare;
    return name === undefined ? [] : [`${name} is sent as it stands: write {{${name}}}`];
  });

const templateText = (max: number) =>
  z
    .string()
    .max(max)
    .refine(isShown, "Is blank: expected words that people can read")
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
    maxSmsParts: z
      .int()
      .min(1)
      .max(20)
      .optional()
      .describe("What an SMS of this text may cost at most; 6 parts when left out"),
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

const defaultMaxSmsParts = 6;

/** The words of a message; null when the template has none for the channel. */
export const render = (
  body: TemplateBody,
  how: { channel: string; language: Language },
  values: Values,
): Words | null => {
  if (how.channel === "sms") {
    const source = body.sms?.[how.language];
    return source === undefined ? null : { subject: null, text: fitting(body, partsOf(source), values) };
  }
  const source = how.channel === "email" ? body.email?.[how.language] : undefined;
  if (source === undefined) return null;
  const subject = fillIn(partsOf(source.subject), values).replaceAll(/\s+/g, " ").trim();
  return { subject, text: fillIn(partsOf(source.text), values) };
};

const smsOf = (parts: readonly Part[], values: Values): string => setLinksApart(fillIn(parts, values));

const fits = (body: TemplateBody, text: string): boolean =>
  countSms(text).parts <= (body.maxSmsParts ?? defaultMaxSmsParts);

/** No value is ever cut: a link would be dead. What is too long is left out whole, the longest first. */
const fitting = (body: TemplateBody, parts: readonly Part[], values: Values): string => {
  const text = smsOf(parts, values);
  if (fits(body, text)) return text;
  const [longest] = namesIn(parts)
    .filter(({ name, optional }) => optional && Object.hasOwn(values, name))
    .map(({ name }) => name as VariableName)
    .toSorted((a, b) => (values[b]?.length ?? 0) - (values[a]?.length ?? 0));
  if (longest === undefined) return text;
  const { [longest]: _, ...others } = values;
  return fitting(body, parts, others);
};

/**
 * How many characters of `staffText` an SMS of this text has room for; null when all of them fit, or when the text has
 * no words for SMS.
 */
export const roomForStaffText = (
  body: TemplateBody,
  language: Language,
  values: Values & { readonly staffText: string },
): number | null => {
  const source = body.sms?.[language];
  if (source === undefined) return null;
  const parts = partsOf(source);
  const characters = [...values.staffText];
  const fitsUpTo = (length: number) =>
    fits(body, smsOf(parts, { ...values, staffText: characters.slice(0, length).join("") }));
  if (fitsUpTo(characters.length)) return null;
  let [room, tooMany] = [0, characters.length];
  while (tooMany - room > 1) {
    const middle = Math.floor((room + tooMany) / 2);
    if (fitsUpTo(middle)) room = middle;
    else tooMany = middle;
  }
  return room;
};

/** A published text has been read before; one that cannot be read stands for itself. */
const partsOf = (source: string): readonly Part[] => {
  const parsed = parseText(source);
  return "parts" in parsed ? parsed.parts : [{ kind: "text", text: source }];
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
export type TemplateSet = {
  /** The property's own text, else the group's, else the one that ships. */
  inForce(name: string, propertyId: string): Template | undefined;
  /** The very version that a message was made with. */
  version(name: string, version: number): Template | undefined;
};

/** Orders what is approved; the newest version of the nearest scope counts. */
export const templateSetOf = (approved: readonly Template[]): TemplateSet => {
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
