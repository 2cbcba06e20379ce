import { cardNumbers } from "./masking/card-numbers.ts";
import { identityNumbers } from "./masking/identity-numbers.ts";
import { knownNames } from "./masking/known-names.ts";
import { leftAlone } from "./masking/left-alone.ts";
import { phoneNumbers } from "./masking/phone-numbers.ts";
import { plainTextOf, type Span, spansOf, without } from "./masking/plain-text.ts";

/** What is known about where the text was written and of whom. */
export type MaskingContext = {
  /** ISO 3166-1, of the property: says which numbers without prefix are telephone numbers. */
  readonly countryCode: string;
  /** What the customer is called, where that is known. */
  readonly names?: readonly string[];
};

const mask = "***";
const email =
  /[^\s@,;:<>()[\]{}"'，。；：、（）【】《》“”\uFFFF]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})*\.\p{L}[\p{L}\p{N}-]{1,62}/gu;

/** Five digits near each other, an address, a number read out: without one of them there is nothing to look for. */
const hint = /[@＠﹫]|(?:\p{Nd}\P{Nd}{0,4}){5}|[〇零一幺二三四五六七八九]{11}/u;

const findAll = (text: string, { countryCode, names = [] }: MaskingContext): Span[] => {
  const emails = spansOf(text, email);
  const withoutEmails = without(text, emails);
  const identities = identityNumbers(withoutEmails);
  const withoutIdentities = without(withoutEmails, identities);
  const digits = without(withoutIdentities, leftAlone(withoutIdentities));
  const cards = cardNumbers(digits);
  const phones = phoneNumbers(without(digits, cards), countryCode);
  return [...emails, ...identities, ...cards, ...phones, ...knownNames(withoutEmails, names)];
};

/** Spans in order; those that touch or overlap as one. */
const merged = (spans: readonly Span[]): Span[] => {
  const kept: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = kept.at(-1);
    if (last && span.from <= last.to) kept.splice(-1, 1, { from: last.from, to: Math.max(last.to, span.to) });
    else kept.push(span);
  }
  return kept;
};

/**
 * The text with `***` for e-mail addresses, telephone, identity and card numbers, and the customer's known name. By
 * check digits and numbering plans, not by length: rooms, dates, prices, times and order numbers stay. The rest of
 * the text is as it was written.
 */
export const maskPersonalData = (written: string, context: MaskingContext): string => {
  if (!hint.test(written) && !context.names?.length) return written;
  const plain = plainTextOf(written);
  const spans = merged(findAll(plain.text, context));
  let [masked, at] = ["", 0];
  for (const { from, to } of spans) {
    masked += written.slice(at, plain.from[from]) + mask;
    at = plain.to[to - 1] ?? at;
  }
  return masked + written.slice(at);
};

/** Whether anything in the text would be masked. */
export const hasPersonalData = (written: string, context: MaskingContext): boolean =>
  maskPersonalData(written, context) !== written;
