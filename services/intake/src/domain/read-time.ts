import { momentOf } from "@shouwen/calendar/zone";

const written =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

const dayMs = 24 * 60 * 60 * 1_000;

/** How a time is written: `instant` with its offset, or without one in the zone's wall time; `local` in wall time always. */
export type TimeStyle = "instant" | "local";

/**
 * Reads a time as files have it (`2016-07-13 15:11:07+00:00`, `2026/11/22 8:05`, `2026-11-22`) and says it as an
 * instant in UTC. `local` ignores a written offset, for systems that write one that is not true. Undefined when it is
 * no time or no day of the calendar.
 */
export const readTime = (
  text: string,
  { timeZone, style }: { timeZone: string; style: TimeStyle },
): string | undefined => {
  const match = written.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const midnight = Date.UTC(year, month - 1, date);
  const isDay = new Date(midnight).getUTCDate() === date && month >= 1 && month <= 12;
  if (!isDay || [hour > 23, minute > 59, second > 59].includes(true)) return undefined;
  const minutes = (hour || 0) * 60 + (minute || 0);
  const seconds = (second || 0) * 1_000 + Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const offset = match[8];
  const moment =
    offset !== undefined && style === "instant"
      ? midnight + minutes * 60_000 - offsetMs(offset)
      : momentOf(timeZone, midnight / dayMs, minutes);
  return new Date(moment + seconds).toISOString();
};

const offsetMs = (offset: string): number => {
  if (offset.toUpperCase() === "Z") return 0;
  const [hours = 0, minutes = 0] = [offset.slice(1, 3), offset.slice(-2)].map(Number);
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};
