/** A time as a clock on the wall shows it. `offset` in minutes where it was written: then it is a moment. */
export type WallTime = {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Since midnight. */
  readonly ms: number;
  readonly offset: number | null;
};

const dayMs = 24 * 60 * 60 * 1_000;
const minuteMs = 60 * 1_000;
const firstYear = 1583;

/** No date is written longer. What is longer is not looked at: patterns with gaps in them take long over long gaps. */
export const longestDate = 60;

/** The parts of a time as text, by what they are. What is missing is nothing. */
export type Written = {
  readonly [part in
    | "year"
    | "month"
    | "date"
    | "hour"
    | "minute"
    | "second"
    | "fraction"
    | "half"
    | "offset"]?: string | undefined;
};

/** Days since 1970-01-01; undefined when the calendar has no such day. */
const dayOf = ({ year, month, date }: Written): number | undefined => {
  const [y, m, d] = [Number(year), Number(month), Number(date)];
  if (!(y >= firstYear)) return undefined;
  const midnight = Date.UTC(y, m - 1, d);
  const isDay = m >= 1 && m <= 12 && new Date(midnight).getUTCDate() === d;
  return isDay ? midnight / dayMs : undefined;
};

const afternoon = new Set(["pm", "p.m.", "下午", "晚上", "中午"]);

/** In Chinese a half of the day may stand before an hour of 24: 下午15:05. */
const isChinese = (half: string): boolean => /\p{Script=Han}/u.test(half);

/** The hour of the day; undefined where a half of the day is named that has no such hour. */
const hourOf = ({ hour = "0", half }: Written): number | undefined => {
  const written = Number(hour);
  if (half === undefined) return written <= 23 ? written : undefined;
  const isLater = afternoon.has(half.toLowerCase());
  if (written > 12) return isLater && written <= 23 && isChinese(half) ? written : undefined;
  return (written % 12) + (isLater ? 12 : 0);
};

const msOf = (written: Written): number | undefined => {
  const hour = hourOf(written);
  const [minute, second] = [Number(written.minute ?? 0), Number(written.second ?? 0)];
  if (hour === undefined || minute > 59 || second > 59) return undefined;
  const fraction = Number((written.fraction ?? "").padEnd(3, "0").slice(0, 3));
  return (hour * 60 + minute) * minuteMs + second * 1_000 + fraction;
};

const farthestHours = 14;

/** Minutes east of Greenwich; null where none is written, undefined where the world has no such offset. */
const offsetOf = ({ offset }: Written): number | null | undefined => {
  if (offset === undefined) return null;
  if (offset.toUpperCase() === "Z") return 0;
  const digits = offset.slice(1).replace(":", "");
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2) || 0)];
  if (hours > farthestHours || minutes > 59) return undefined;
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
};

/** Puts the parts together; undefined when there is no such day, time or offset. */
export const wallTimeOf = (written: Written): WallTime | undefined => {
  const [day, ms, offset] = [dayOf(written), msOf(written), offsetOf(written)];
  if (day === undefined || ms === undefined || offset === undefined) return undefined;
  return { day, ms, offset };
};

/** The day 0 of spreadsheets, 1899-12-30, as days since 1970. */
const spreadsheetZero = -25_569;

/** A time as spreadsheets count it: days since 1899-12-30, the time of day as a fraction, to the second. */
export const fromSerial = (serial: number): WallTime => {
  const seconds = Math.round(serial * 86_400);
  const day = Math.floor(seconds / 86_400);
  return { day: day + spreadsheetZero, ms: (seconds - day * 86_400) * 1_000, offset: null };
};

/** A moment in milliseconds since 1970. */
export const fromEpochMs = (ms: number): WallTime => {
  const day = Math.floor(ms / dayMs);
  return { day, ms: ms - day * dayMs, offset: 0 };
};
