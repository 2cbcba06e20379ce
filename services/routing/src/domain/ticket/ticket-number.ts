import { localYearAt } from "../clock/local-time.ts";

// Not T: a customer who answers an SMS with `T…` opts out. Four digits at least, so that year and count stay apart
// where nobody says the dash.
const prefix = "S";
const shortestCount = 4;

/** Whose count a ticket's number belongs to: its property's, in the year in which it was received there. */
export type NumberSeries = { readonly propertyId: string; readonly year: string };

export const seriesOf = (
  { propertyId, receivedAt }: { readonly propertyId: string; readonly receivedAt: string },
  timeZone: string,
): NumberSeries => ({ propertyId, year: localYearAt(timeZone, receivedAt).slice(-2) });

/** `S26-0123`: the 123rd of a property in 2026. */
export const ticketNumberOf = (year: string, count: number): string =>
  `${prefix}${year}-${String(count).padStart(shortestCount, "0")}`;

/** Under which names a ticket may be kept that somebody calls by what they said. */
export type SpokenNumber = {
  readonly numbers: readonly string[];
  /** The last eight digits of its id, which messages told before tickets were counted. */
  readonly idEnding: string | null;
};

const years = Array.from({ length: 100 }, (_, year) => String(year).padStart(2, "0"));
const numerals: Readonly<Record<string, string>> = {
  〇: "0",
  零: "0",
  一: "1",
  幺: "1",
  二: "2",
  三: "3",
  四: "4",
  五: "5",
  六: "6",
  七: "7",
  八: "8",
  九: "9",
};
const introductions =
  /^(?:(?:工单|诉求|受理)(?:编号|单号|号码|号)?|编号|单号|号码|号)|^(?:TICKET|REQUEST)?(?:NUMBER|NO\.?|#)/;
const separators = /[\s\-‐-―_.:：、,，/]+/g;

const compact = (text: string): string =>
  [...text.normalize("NFKC").toUpperCase().replaceAll(separators, "")]
    .map((character) => (Object.hasOwn(numerals, character) ? numerals[character] : character))
    .join("")
    .replace(introductions, "");

const withYear = /^S?(?:20)?(\d{2})(\d{4,9})$/;
const countOnly = /^S?(\d{1,9})$/;
const endOfId = /^[0-9A-F]{8}$/;

const counted = (year: string, digits: string): string[] => {
  const count = Number(digits);
  return count > 0 ? [ticketNumberOf(year, count)] : [];
};

/**
 * Reads a number as people say and type it: `S26-0123`, `s26 0123`, `２６０１２３`, `编号 26-123`, 二六零幺二三, or only the
 * count, which may be of any year. What can be read in two ways is read in both; what is no number gives none.
 */
export const readSpokenNumber = (text: string): SpokenNumber => {
  const said = compact(text);
  const [, year, count] = withYear.exec(said) ?? [];
  const [, onlyCount] = countOnly.exec(said) ?? [];
  const numbers = [
    ...(year && count ? counted(year, count) : []),
    ...(onlyCount ? years.flatMap((one) => counted(one, onlyCount)) : []),
    ...dashed(text),
    ...among(text),
  ];
  return {
    numbers: [...new Set(numbers)],
    idEnding: endOfId.test(said) ? said.toLowerCase() : null,
  };
};

const amongWords = /(?<![A-Z0-9])S(?:20)?(\d{2})(?:-(\d{1,9})|(\d{4,9}))(?![A-Z0-9-])/g;

/** With its letter it is a number wherever it stands, glued to words or not: `S26-0004的`. */
const among = (text: string): string[] =>
  [...plainOf(text).matchAll(amongWords)].flatMap(([, year = "", dashedCount, count]) =>
    counted(year, dashedCount ?? count ?? ""),
  );

const plainOf = (text: string): string =>
  text.normalize("NFKC").toUpperCase().replaceAll(/[‐-―]/g, "-").trim();

const dashedNumber = /^S?(?:20)?(\d{2})\s*-\s*(\d{1,9})$/;

/** With its dash, the year is told from however short a count: `26-123`. */
const dashed = (text: string): string[] => {
  const plain = plainOf(text);
  const [, year, count] =
    dashedNumber.exec(plain.replace(introductions, "").trim().replace(/^:\s*/, "")) ?? [];
  return year && count ? counted(year, count) : [];
};
