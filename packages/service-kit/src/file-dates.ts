import { fromSerial, longestDate, type WallTime, type Written, wallTimeOf } from "./wall-time.ts";

/** Which of two numbers is the day, where a date is written with the year last. */
export type DateOrder = "day first" | "month first";

/**
 * What a text says as a time: the time; or both that it may be, where the day and the month cannot be told apart;
 * undefined where it is no time. `shows` is the order of a date of which only one order makes a date.
 */
export type ReadDate =
  | { readonly time: WallTime; readonly shows?: DateOrder }
  | { readonly open: Readonly<Record<DateOrder, WallTime>> };

const clock =
  String.raw`(?<half>上午|下午|晚上|中午|凌晨|早上)?\s*(?<hour>\d{1,2})(?::|时|点)(?<minute>\d{1,2})?分?` +
  String.raw`(?::?(?<second>\d{2})秒?(?:[.,](?<fraction>\d+))?)?\s*(?<meridiem>[ap]\.?m\.?)?`;
const offset = String.raw`\s*(?<offset>z|[+-]\d{2}(?::?\d{2})?)?`;
const withTime = (date: string): RegExp =>
  new RegExp(String.raw`^${date}(?:[t\s,]*${clock})?${offset}$`, "i");

const monthNames = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const named = String.raw`(?<name>${monthNames})[a-z]*\.?`;

const yearFirst = withTime(
  String.raw`(?<year>\d{4})([-/.年]\s*)(?<month>\d{1,2})[-/.月]\s*(?<date>\d{1,2})[日号]?`,
);
const compact =
  /^(?<year>\d{4})(?<month>\d{2})(?<date>\d{2})(?:[t\s]?(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})?)?(?<offset>z|[+-]\d{2}:?\d{2})?$/i;
const yearLast = withTime(String.raw`(?<first>\d{1,2})(?<mark>[-/.])(?<other>\d{1,2})\k<mark>(?<year>\d{4})`);
const byName = [
  withTime(String.raw`(?<date>\d{1,2})[-\s.]*${named}[-\s,]*(?<year>\d{4})`),
  withTime(String.raw`${named}\s*(?<date>\d{1,2}),?\s+(?<year>\d{4})`),
];
const serial = /^\d{5}(?:\.\d+)?$/;
/** 1970 to 2099, as spreadsheets count days. */
const [firstSerial, lastSerial] = [25_569, 73_050];

type Groups = Readonly<Record<string, string | undefined>>;

const partsOf = ({ meridiem, half, ...groups }: Groups): Written => ({
  ...groups,
  half: half ?? meridiem?.replaceAll(".", ""),
});

const timeOnly = (groups: Groups | undefined, extra: Written = {}): ReadDate | undefined => {
  if (!groups) return undefined;
  const time = wallTimeOf({ ...partsOf(groups), ...extra });
  return time && { time };
};

const readByName = (text: string): ReadDate | undefined => {
  const groups = byName.map((shape) => shape.exec(text)?.groups).find((one) => one !== undefined);
  const month = monthNames.split("|").indexOf(groups?.name?.toLowerCase() ?? "") + 1;
  return timeOnly(groups, { month: String(month) });
};

const readYearLast = (groups: Groups): ReadDate | undefined => {
  const { first, other } = groups;
  const dayFirst = wallTimeOf({ ...partsOf(groups), date: first, month: other });
  const monthFirst = wallTimeOf({ ...partsOf(groups), date: other, month: first });
  if (dayFirst && monthFirst) {
    if (dayFirst.day === monthFirst.day) return { time: dayFirst };
    return { open: { "day first": dayFirst, "month first": monthFirst } };
  }
  if (dayFirst) return { time: dayFirst, shows: "day first" };
  return monthFirst && { time: monthFirst, shows: "month first" };
};

const readSerial = (text: string): ReadDate | undefined => {
  const days = Number(text);
  return days >= firstSerial && days < lastSerial ? { time: fromSerial(days) } : undefined;
};

/**
 * Reads a time as offices write it: `2026-11-22T08:15:00+08`, `2026年11月22日 8:05`, `02/17/2020 12:19:00 PM`,
 * `29-02-2016 01:16`, `17-Feb-2020`, `20261122`, and the 46348.34 of a spreadsheet. A year has four digits.
 */
export const readDate = (text: string): ReadDate | undefined => {
  if (text.length > longestDate) return undefined;
  const written = yearFirst.exec(text)?.groups ?? compact.exec(text)?.groups;
  if (written) return timeOnly(written);
  const last = yearLast.exec(text)?.groups;
  if (last) return readYearLast(last);
  return serial.test(text) ? readSerial(text) : readByName(text);
};
