import { category } from "@shouwen/contracts/values";
import { z } from "zod";

const word = z.string().trim().min(1).max(40);

/** Words that make a request an emergency at once, and phrases in which they mean no harm (火车, smoke-free). */
export const dangerWords = z.object({
  dangers: z
    .array(z.object({ words: z.array(word).min(1), category }))
    .min(1)
    .describe("The first that is found names the category, where nobody else did"),
  harmless: z.array(word).describe("Phrases that are left out before the words are looked for"),
});
export type DangerWords = z.output<typeof dangerWords>;

export const shippedDangerWords: z.input<typeof dangerWords> = {
  dangers: [
    { words: ["火", "烟", "fire", "fires", "flames", "smoke"], category: "security/fire" },
    { words: ["漏气", "gas leak"], category: "engineering/gas/leak" },
    { words: ["漏水", "leak", "leaks", "leaking"], category: "engineering/plumbing/leak" },
    { words: ["被困", "trapped"], category: "security/trapped" },
    { words: ["受伤", "injured", "injury"], category: "security/injury" },
  ],
  harmless: [
    ...[
      "火车",
      "火锅",
      "火腿",
      "火龙果",
      "火柴",
      "火候",
      "火热",
      "红火",
      "恼火",
      "发火",
      "上火",
      "灭火器",
      "防火",
    ],
    ...["烟花", "烟台", "烟灰缸", "烟味", "香烟", "抽烟", "吸烟", "戒烟", "无烟", "禁烟"],
    ...["smoke-free", "smoke free", "no smoke", "fire drill", "fire exit", "fire pit", "fire extinguisher"],
  ],
};

type Danger = { readonly category: string };
type Finder = (text: string) => Danger | undefined;

/** The danger that the texts speak of, or undefined. Letters and widths do not matter; Latin words count whole. */
export const findDanger = (
  texts: readonly (string | null | undefined)[],
  policy: DangerWords,
): Danger | undefined => {
  const text = texts.filter(Boolean).join("\n");
  return text === "" ? undefined : finderFor(policy)(plain(text));
};

const plain = (text: string): string => text.normalize("NFKC").toLowerCase();

const finders = new WeakMap<DangerWords, Finder>();

const finderFor = (policy: DangerWords): Finder => {
  const known = finders.get(policy);
  if (known) return known;
  const harmless = policy.harmless.length === 0 ? undefined : patternOf(policy.harmless, "gu");
  const dangers = policy.dangers.map(({ words, category }) => ({ category, pattern: patternOf(words, "u") }));
  const finder: Finder = (text) => {
    const rest = harmless ? text.replace(harmless, " ") : text;
    return dangers.find(({ pattern }) => pattern.test(rest));
  };
  finders.set(policy, finder);
  return finder;
};

const latin = /^[\p{Script=Latin}\d]/u;

const patternOf = (words: readonly string[], flags: string): RegExp => {
  const alternatives = words.map((each) => {
    const literal = plain(each).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return latin.test(plain(each)) ? `(?<![\\p{L}\\d])${literal}(?![\\p{L}\\d])` : literal;
  });
  return new RegExp(alternatives.join("|"), flags);
};
