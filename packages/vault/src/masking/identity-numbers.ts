import { type Candidate, findIn, runsOf } from "./digit-groups.ts";
import { type Span, spansOf } from "./plain-text.ts";
import { type Meaning, meaningBefore } from "./word-before.ts";

const provinces = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split(
    " ",
  ),
);
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigits = "10X98765432";

const isDay = (year: number, month: number, day: number): boolean => {
  const moment = new Date(Date.UTC(year, month - 1, day));
  return moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day && month >= 1;
};

/** Region and birthday as an identity number has them: one digit mistyped does not make it nobody's. */
const hasRegionAndBirthday = (digits: string): boolean => {
  if (!provinces.has(digits.slice(0, 2))) return false;
  const birth = digits.length === 15 ? `19${digits.slice(6, 12)}` : digits.slice(6, 14);
  const [year, month, day] = [birth.slice(0, 4), birth.slice(4, 6), birth.slice(6, 8)].map(Number);
  return /^(?:18|19|20)/.test(birth) && isDay(year ?? 0, month ?? 0, day ?? 0);
};

/** Whether a number is whole: region, birthday, and the 18th character that GB 11643 demands. */
export const isIdentityNumber = (text: string): boolean => {
  if (!/^\d{17}[\dX]$/.test(text) || !hasRegionAndBirthday(text)) return false;
  const sum = weights.reduce((total, weight, n) => total + weight * Number(text[n]), 0);
  return checkDigits[sum % 11] === text[17];
};

/** The last character may be an X, apart or not. */
const xAfter = /^[ -]?x(?![a-z\d])/i;

/** Where an identity number may be parted: between region, year, month and day, the last four, and in threes. */
const partings: Readonly<Record<number, readonly number[]>> = {
  15: [6, 8, 10, 12],
  18: [3, 6, 10, 12, 14, 17],
};

const isPartedWell = (number: string, layout: readonly number[]): boolean => {
  let at = 0;
  return layout.slice(0, -1).every((length) => {
    at += length;
    return partings[number.length]?.includes(at);
  });
};

const isSomebodys = (number: string, layout: readonly number[], meaning: Meaning | undefined): boolean => {
  if (meaning === "identity") return number.length >= 12 && number.length <= 20; // with one too few, too
  if (number.length !== 15 && number.length !== 18) return false;
  if (meaning === "order") return isIdentityNumber(number);
  return isPartedWell(number, layout) && hasRegionAndBirthday(number);
};

/** Numbers of the People's Republic: 18 characters, or 15 as before 1999, in one piece or several. */
const chineseNumbers = (text: string): Span[] =>
  runsOf(text).flatMap((groups) => {
    const meaning = meaningBefore(text, groups[0]?.from ?? 0);
    const last = groups.at(-1)?.to ?? 0;
    const ending = xAfter.exec(text.slice(last, last + 3))?.[0].length ?? 0;
    const takesX = ({ digits, to }: Candidate) => digits.length === 17 && to === last && ending > 0;
    const found = findIn(groups, (candidate) =>
      isSomebodys(candidate.digits + (takesX(candidate) ? "X" : ""), candidate.layout, meaning),
    );
    return found.map((candidate) => ({
      from: candidate.from,
      to: candidate.to + (takesX(candidate) ? ending : 0),
    }));
  });

const letterValue = (letter: string): number => letter.charCodeAt(0) - 55; // A is 10

const isHongKongNumber = (text: string): boolean => {
  const [, letters = "", digits = "", check = ""] = /^([A-Z]{1,2})(\d{6})\(?([\dA])\)?$/.exec(text) ?? [];
  const values = [...letters.padStart(2, " ")].map((letter) => (letter === " " ? 36 : letterValue(letter)));
  const all = [...values, ...[...digits].map(Number), check === "A" ? 10 : Number(check)];
  return check !== "" && all.reduce((sum, value, n) => sum + value * (9 - n), 0) % 11 === 0;
};

const taiwanLetters = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

const isTaiwanNumber = (text: string): boolean => {
  if (!/^[A-Z][1289]\d{8}$/.test(text)) return false;
  const letter = taiwanLetters.indexOf(text[0] ?? "") + 10;
  const digits = [...text.slice(1)].map(Number);
  const sum = digits.reduce((total, digit, n) => total + digit * (n === 8 ? 1 : 8 - n), 0);
  return (Math.floor(letter / 10) + (letter % 10) * 9 + sum) % 10 === 0;
};

const lettered = /(?<![\p{L}\p{N}])[A-Z]{1,3}\d{6,9}(?:\([\dA]\))?(?![\p{L}\p{N}])/giu;

/** Numbers that begin with letters: known by their check digit, or by the word before them (passports have none). */
const letteredNumbers = (text: string): Span[] =>
  spansOf(text, lettered).filter(({ from, to }) => {
    const number = text.slice(from, to).toUpperCase();
    return meaningBefore(text, from) === "identity" || isHongKongNumber(number) || isTaiwanNumber(number);
  });

/** Identity numbers in a text, with the numbers of passports where a word says so. */
export const identityNumbers = (text: string): Span[] => [...chineseNumbers(text), ...letteredNumbers(text)];
