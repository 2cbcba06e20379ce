import { type Candidate, findIn, isListOfRooms, runsOf } from "./digit-groups.ts";
import type { Span } from "./plain-text.ts";
import { type Meaning, meaningBefore } from "./word-before.ts";

const issuer = /^(?:3[0-9]|4|5[1-5]|2[2-7]|6[025])/;

const isLuhn = (digits: string): boolean => {
  const sum = [...digits].toReversed().reduce((total, digit, n) => {
    const value = Number(digit) * (n % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
};

const isWrittenAsCard = (layout: readonly number[]): boolean =>
  layout.length === 1 || layout.slice(0, -1).every((length) => length === 4) || `${layout}` === "4,6,5";

const isCard = ({ digits, layout }: Candidate, meaning: Meaning | undefined): boolean => {
  if (meaning === "card") return digits.length >= 12 && digits.length <= 19;
  const isLong = digits.length >= 14 && digits.length <= 19;
  return meaning !== "order" && isLong && isWrittenAsCard(layout) && issuer.test(digits) && isLuhn(digits);
};

/** Numbers of bank cards: known by their last digit, or by the word before them. */
export const cardNumbers = (text: string): Span[] =>
  runsOf(text).flatMap((groups) => {
    const meaning = meaningBefore(text, groups[0]?.from ?? 0);
    if (isListOfRooms(groups)) return [];
    return findIn(groups, (candidate) => isCard(candidate, meaning));
  });
