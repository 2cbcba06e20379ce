import { shownText } from "@shouwen/contracts/shown-text";
import { category, kind } from "@shouwen/contracts/values";
import { simplified } from "@shouwen/service-kit/simplified";
import { z } from "zod";

const word = shownText(40);
const words = z.array(word).max(1_000);

const danger = z.object({
  words: words.min(1),
  category,
  kind: kind.optional().describe("What sort of matter it is where nobody said; service when left out"),
});

/**
 * Words that make a request an emergency at once, and what keeps them from it. A word stands for both scripts of
 * Chinese; `…` in it stands for up to 24 characters of the same sentence: `水管…爆`. Latin words count whole.
 */
export const dangerWords = z.object({
  dangers: z
    .array(danger)
    .min(1)
    .max(50)
    .describe("The first that is found names the category, where nobody else did"),
  harmless: words.describe("Phrases that are left out before the words are looked for: 火车, fire exit"),
  denied: words.default([]).describe("Words right before a danger that say there is none: 没有, no"),
  elsewhere: words
    .default([])
    .describe("Words of a sentence that is not about here and now: 上次, 如果, 演习, fire drill"),
  account: words
    .default([])
    .describe(
      "How people judge who tell of a stay: 性价比, 总的来说. With three of them a text is an account",
    ),
  stay: words
    .default([])
    .describe(
      "What a stay is made of: 前台, 浴室. A long text with four of these or those is an account, too",
    ),
  now: words
    .default([])
    .describe("Words by which an account speaks of something that goes on: 快来, 救命, call an ambulance"),
});
export type DangerWords = z.output<typeof dangerWords>;

/** What was heard. */
export type HeardDanger = z.output<typeof danger> & {
  /** The word of the rule that was found, never the text around it. */
  readonly word: string;
};
type Finder = (text: string) => HeardDanger | undefined;

const judgements = 3;
const topics = 4;
const longText = 70;

/** In characters of Chinese: three letters say about as much as one of them. */
const lengthOf = (text: string): number => text.length - (text.match(/[a-z ]/g)?.length ?? 0) * (2 / 3);

/**
 * Whether somebody tells of a stay that is over, of which a leak was a part. Who reports one is brief, or speaks of
 * little else; so that they are heard although they complain of the desk as well.
 */
const tellsOfStay = ({ account, stay }: DangerWords): ((text: string) => boolean) => {
  const judging = patternOf(account, "gu");
  const topic = patternOf([...account, ...stay], "gu");
  const kindsOf = (text: string, pattern: RegExp) => new Set(text.match(pattern)).size;
  return (text) =>
    kindsOf(text, judging) >= judgements || (lengthOf(text) >= longText && kindsOf(text, topic) >= topics);
};

/** The danger that the texts speak of, or undefined. Scripts, letters and widths do not matter. */
export const findDanger = (
  texts: readonly (string | null | undefined)[],
  policy: DangerWords,
): HeardDanger | undefined => {
  const text = texts.filter(Boolean).join("\n");
  return text === "" ? undefined : finderFor(policy)(plain(text));
};

const plain = (text: string): string => simplified(text.normalize("NFKC").toLowerCase()).replaceAll("’", "'");

const finders = new WeakMap<DangerWords, Finder>();

const finderFor = (policy: DangerWords): Finder => {
  const known = finders.get(policy);
  if (known) return known;
  const finder = makeFinder(policy);
  finders.set(policy, finder);
  return finder;
};

/** A rule that was published before a list was there is read with that list empty. */
const makeFinder = (published: DangerWords): Finder => {
  const policy = dangerWords.parse(published);
  const harmless = patternOf(policy.harmless, "gu");
  const anyDanger = patternOf(
    policy.dangers.flatMap((one) => one.words),
    "u",
  );
  const dangers = policy.dangers.map((one) => ({ ...one, pattern: patternOf(one.words, "gu") }));
  const isElsewhere = tester(policy.elsewhere);
  const isNow = tester(policy.now);
  const isDenied = deniedBefore(policy.denied);
  const isAccountOf = tellsOfStay(policy);
  return (text) => {
    if (!anyDanger.test(text)) return undefined;
    const rest = text.replace(harmless, " ");
    const isAccount = isAccountOf(text);
    const sentences = rest
      .split(sentenceEnd)
      .filter((sentence) => !isElsewhere(sentence) && (!isAccount || isNow(sentence)));
    for (const { pattern, ...one } of dangers) {
      const found = sentences.flatMap((sentence) => saidIn(sentence, pattern, isDenied)).at(0);
      if (found !== undefined) return { ...one, word: wordIn(found, one.words) };
    }
    return undefined;
  };
};

const sentenceEnd = /[。！？!?;；\n]+|\.(?=\s|$)/u;

/** The first thing found in a sentence that nobody denies. */
const saidIn = (sentence: string, pattern: RegExp, isDenied: (before: string) => boolean): string[] => {
  for (const match of sentence.matchAll(pattern))
    if (!isDenied(sentence.slice(0, match.index))) return [match[0]];
  return [];
};

/** Which of the words it was: what stands between its parts is the customer's. */
const wordIn = (found: string, among: readonly string[]): string =>
  among.find((one) => new RegExp(`^(?:${sourceOf(one)})$`, "u").test(found)) ?? among[0] ?? "";

const never = /(?!)/u;

const tester = (list: readonly string[]): ((text: string) => boolean) => {
  const pattern = list.length === 0 ? never : patternOf(list, "u");
  return (text) => pattern.test(text);
};

/**
 * A denial counts right before the danger: two characters may stand between (没有发现漏水), but nobody who is missing
 * (没人来着火了), or such words as make it plainer (no more, not on).
 */
const deniedBefore = (denied: readonly string[]): ((before: string) => boolean) => {
  if (denied.length === 0) return () => false;
  const pattern = new RegExp(
    `(?:${denied.map(sourceOf).join("|")})(?:[^,，、:：人\\s\\w]{0,2}|(?: (?:a|an|any|the|been|real|really|on|more|longer|further|signs? of|visible))* ?)$`,
    "u",
  );
  return (before) => pattern.test(before.slice(-60));
};

/** A letter of a Latin word. All letters of all scripts, once a word, took 400 ms to compile. */
const letter = "[a-zß-ɏ\\d]";

const latin = /^[\p{Script=Latin}\d]/u;
const latinEnd = /[\p{Script=Latin}\d]$/u;

/**
 * All words as one pattern. It looks at the first character before it tries the words, and at the border of a Latin
 * word once for all of them: 4 times as fast on Chinese as the words one after the other.
 */
const patternOf = (list: readonly string[], flags: string): RegExp => {
  const { true: whole = [], false: inside = [] } = Object.groupBy(
    list.map(plain),
    (one) => `${latin.test(one)}`,
  );
  const parts: string[] = [];
  if (inside.length > 0) {
    const first = [...new Set(inside.map((one) => `\\u{${one.codePointAt(0)?.toString(16)}}`))].join("");
    parts.push(`(?=[${first}])(?:${inside.map(literal).join("|")})`);
  }
  if (whole.length > 0) parts.push(`(?<!${letter})(?=[a-z\\d])(?:${whole.map(literal).join("|")})`);
  return parts.length === 0 ? new RegExp(never.source, flags) : new RegExp(parts.join("|"), flags);
};

const sourceOf = (one: string): string =>
  `${latin.test(plain(one)) ? `(?<!${letter})` : ""}${literal(plain(one))}`;

/** As it stands; `…` for what may stand between. */
const literal = (one: string): string => {
  const source = one
    .split(/\s*(?:…|\.\.\.)\s*/u)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^\\n]{0,24}?");
  return latinEnd.test(one) ? `${source}(?!${letter})` : source;
};
