import { plainTextOf, type Span, spansOf } from "./plain-text.ts";

/** A hyphen needs no escape, and an expression with `u` does not take one: "Anne-Marie" would be none. */
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

const titles = /^(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|herr|frau|monsieur|madame|the|and|von|van|de|la)$/i;

/** The whole name, however it is spaced and whatever its case. */
const wholeName = (words: readonly string[]): RegExp => {
  const isHan = /^\p{Script=Han}/u.test(words.join(""));
  const parts = isHan ? [...words.join("")] : words;
  const source = parts.map(literally).join(isHan ? " ?" : "[ ,.]{1,2}");
  return isHan ? new RegExp(source, "giu") : new RegExp(`(?<!\\p{L})${source}(?!\\p{L})`, "giu");
};

/** A word of a Latin name by itself, written as a name: "Rossi", not "rossi". Titles and short words say nobody. */
const singleWords = (words: readonly string[]): RegExp[] =>
  words
    .filter((word) => word.length >= 3 && /^\p{Lu}/u.test(word) && !titles.test(word))
    .map((word) => new RegExp(`(?<!\\p{L})${literally(word)}(?!\\p{L})`, "gu"));

/** Where a customer's name stands in a text. One character alone is a name of too many things. */
export const knownNames = (text: string, names: readonly string[]): Span[] =>
  names.flatMap((name) => {
    const words = plainTextOf(name)
      .text.split(/[\s,]+/)
      .filter(Boolean);
    if (words.join("").length < 2) return [];
    return [wholeName(words), ...singleWords(words)].flatMap((pattern) => spansOf(text, pattern));
  });
