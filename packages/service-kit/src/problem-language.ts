import { z } from "zod";

/** What a code means in Chinese, and what whoever gets it does next. English titles stand where the rule says no. */
export type ProblemWord = {
  readonly zh: string;
  readonly todo: { readonly zh: string; readonly en: string };
};

/** Every code that a process may answer with. */
export type ProblemWords = Readonly<Record<string, ProblemWord>>;

export type Language = "zh-CN" | "en";

type Preference = { readonly tag: string; readonly weight: number };

const preferenceOf = (part: string): Preference => {
  const [tag = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
  const weight = parameters.find((text) => text.startsWith("q="));
  return { tag, weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0 };
};

/**
 * The language of ours that an `Accept-Language` likes best (RFC 9110). Where it names none of them people are answered
 * in the language of their property, and in English where none is known.
 */
export const languageOf = (accepted: string | undefined, ofProperty: Language = "en"): Language => {
  const preferences = (accepted ?? "")
    .slice(0, 200)
    .split(",")
    .map(preferenceOf)
    .filter(({ tag, weight }) => weight > 0 && /^(zh|en)(-|$)/.test(tag))
    .toSorted((one, other) => other.weight - one.weight);
  const [best] = preferences;
  if (best === undefined) return ofProperty;
  return best.tag.startsWith("zh") ? "zh-CN" : "en";
};

const locales = { "zh-CN": z.locales.zhCN().localeError, en: z.locales.en().localeError };

const said = (language: Language, issue: z.core.$ZodRawIssue): string | undefined => {
  const words = locales[language](issue);
  return typeof words === "string" ? words : words?.message;
};

/** zod's own words about a field in another language; what a schema says in words of its own is left as it is. */
export const issueIn = (
  language: Language,
  {
    code,
    message,
    ...rest
  }: { readonly code: string; readonly message: string; readonly [name: string]: unknown },
): string => {
  const issue = { ...rest, code } as unknown as z.core.$ZodRawIssue;
  return language === "en" || said("en", issue) !== message ? message : (said(language, issue) ?? message);
};
