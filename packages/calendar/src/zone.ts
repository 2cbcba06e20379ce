import { Temporal } from "temporal-polyfill";

/** Days since 1970-01-01, as a calendar on the wall counts them: no zone, no hours. */
export type EpochDay = number;

const dayMs = 24 * 60 * 60 * 1000;
const minuteMs = 60 * 1000;

// One lookup in the zone's rules takes 20 to 50 µs, one in this map 0.05. Ten years of days are 4,000 entries. A plain map
// and not lru-cache, which takes three times as long for each lookup and reserves the room for all days at once.
const daysKept = 4000;
const dayStarts = new Map<string, Map<EpochDay, number>>();

const startsIn = (timeZone: string): Map<EpochDay, number> => {
  const known = dayStarts.get(timeZone);
  if (known && known.size < daysKept) return known;
  const fresh = new Map<EpochDay, number>();
  dayStarts.set(timeZone, fresh);
  return fresh;
};

/** The date of a day: `2026-11-22`. */
export const dateOf = (day: EpochDay): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** 0 is Sunday. */
export const weekdayIndexOf = (day: EpochDay): number => (((day + 4) % 7) + 7) % 7;

/** The first moment of a day in a zone, in milliseconds since the epoch. Where midnight is skipped, the moment after. */
export const startOfDay = (timeZone: string, day: EpochDay): number => {
  const starts = startsIn(timeZone);
  const known = starts.get(day);
  if (known !== undefined) return known;
  const start = Temporal.PlainDate.from(dateOf(day)).toZonedDateTime(timeZone).epochMilliseconds;
  starts.set(day, start);
  return start;
};

/** The day that it is in a zone at a moment. */
export const dayAt = (timeZone: string, ms: number): EpochDay => {
  let day = Math.floor(ms / dayMs);
  while (ms < startOfDay(timeZone, day)) day -= 1;
  while (ms >= startOfDay(timeZone, day + 1)) day += 1;
  return day;
};

/**
 * The moment at which a wall clock shows `minute` minutes after midnight. A time that the change to summer time
 * skips is read as the same time after the change; of a time that comes twice, the first counts.
 */
export const momentOf = (timeZone: string, day: EpochDay, minute: number): number => {
  const start = startOfDay(timeZone, day);
  const end = startOfDay(timeZone, day + 1);
  if (minute === 24 * 60) return end;
  if (end - start === dayMs) return start + minute * minuteMs; // no change of offset on this day
  const time = Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 });
  const moment = Temporal.PlainDate.from(dateOf(day)).toPlainDateTime(time).toZonedDateTime(timeZone);
  return Math.min(Math.max(moment.epochMilliseconds, start), end);
};
