import { momentOf } from "@shouwen/calendar/zone";
import { dateFormat } from "@shouwen/service-kit/date-formats";
import { type DateOrder, readDate } from "@shouwen/service-kit/file-dates";
import type { WallTime } from "@shouwen/service-kit/wall-time";

/** How a time is written: `instant` with its offset, or without one in the zone's wall time; `local` in wall time always. */
export type TimeStyle = "instant" | "local";

export type TimeReading = {
  readonly timeZone: string;
  readonly style: TimeStyle;
  /** Whether the day or the month stands first in the file, where it is known. */
  readonly order?: DateOrder | undefined;
};

const minuteMs = 60_000;

/** The moment of a time on the wall, as an instant in UTC. `local` ignores a written offset. */
const instantOf = ({ day, ms, offset }: WallTime, { timeZone, style }: TimeReading): string => {
  if (offset !== null && style === "instant")
    return new Date(day * 24 * 60 * minuteMs + ms - offset * minuteMs).toISOString();
  const minutes = Math.floor(ms / minuteMs);
  return new Date(momentOf(timeZone, day, minutes) + (ms - minutes * minuteMs)).toISOString();
};

/**
 * Reads a time as offices write it and says it as an instant in UTC. `local` ignores a written offset, for systems
 * that write one that is not true. Undefined when it is no time, no day of the calendar, or may be one of two days.
 */
export const readTime = (text: string, reading: TimeReading): string | undefined => {
  const read = readDate(text);
  if (!read) return undefined;
  if ("open" in read) return reading.order && instantOf(read.open[reading.order], reading);
  const isOtherwise = read.shows !== undefined && reading.order !== undefined && read.shows !== reading.order;
  return isOtherwise ? undefined : instantOf(read.time, reading);
};

/** Reads times that are written in one of some formats. */
export const formattedTime = (formats: readonly string[], reading: TimeReading) => {
  const readers = formats.flatMap((format) => dateFormat(format) ?? []);
  return (text: string): string | undefined => {
    for (const read of readers) {
      const time = read(text);
      if (time) return instantOf(time, reading);
    }
    return undefined;
  };
};
