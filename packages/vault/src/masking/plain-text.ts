/** A stretch of a text, by its first character and the one after its last. */
export type Span = { readonly from: number; readonly to: number };

/**
 * A text as it is compared: ASCII digits, one kind of dash and space, nothing invisible. `from` and `to` lead from each
 * of its characters back to the text that was written, which stays as it was wherever nothing is hidden.
 */
export type PlainText = {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
};

const dash = /[\p{Pd}\u2212\u2043]/u; // hyphens and dashes of all kinds, minus, hyphen bullet
const space = /[\p{Zs}\t]/u;
const invisible = /\p{Cf}|\u034F|\uFE0E|\uFE0F|\u20E3/u; // bidi marks, zero widths, soft hyphens, key caps
const keyCap = /\uFE0F|\u20E3/u; // belong to the digit before them
const digit = /\p{Nd}/u;
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xed0, 0x1040, 0x17e0];

/** Digits of other scripts, as phones set to Arabic or Thai type them. NFKC knows the full-width ones. */
const asciiDigit = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  const zero = zeros.find((first) => code >= first && code < first + 10);
  return zero === undefined ? character.normalize("NFKC") : String(code - zero);
};

const plainOf = (character: string): string => {
  if ((character >= " " && character <= "~") || (character >= "\u4E00" && character <= "\u9FFF"))
    return character;
  if (invisible.test(character)) return "";
  if (dash.test(character)) return "-";
  if (space.test(character)) return " ";
  return digit.test(character) ? asciiDigit(character) : character.normalize("NFKC");
};

export const plainTextOf = (written: string): PlainText => {
  const [text, from, to]: [string[], number[], number[]] = [[], [], []];
  let at = 0;
  for (const character of written) {
    if (keyCap.test(character) && to.length > 0) to.splice(-1, 1, at + character.length);
    for (const unit of plainOf(character).split("")) {
      text.push(unit);
      from.push(at);
      to.push(at + character.length);
    }
    at += character.length;
  }
  return { text: text.join(""), from, to };
};

/** Stands where something was found or must be left alone; no pattern matches across it. */
const barrier = "\uFFFF";

/** The text with barriers in the place of spans; every other character keeps its place. */
export const without = (text: string, spans: readonly Span[]): string =>
  spans.reduce(
    (left, { from, to }) => left.slice(0, from) + barrier.repeat(to - from) + left.slice(to),
    text,
  );

/** Every match of a pattern, as spans. */
export const spansOf = (text: string, pattern: RegExp): Span[] =>
  [...text.matchAll(pattern)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
