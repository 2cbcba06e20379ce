import { dateOf, dayAt, type EpochDay, momentOf } from "@shouwen/calendar/zone";
import type { CoverPolicy } from "../policies.ts";
import { dayOf, overlaps, type Span } from "../shift/shift-windows.ts";

/** What a team's rule says about the people that it needs. */
export type CoverRule = CoverPolicy["teams"][number];

/** One local hour: what is needed and who is there. */
export type CoveredHour = Span & {
  /** `07:00`, as the clock of the property shows it. */
  readonly hour: string;
  /** Tickets that came into the team's queue in this hour, on average over the weeks that were counted. */
  readonly tickets: number;
  readonly required: number;
  /** The fewest people who are rostered together at any moment of the hour. */
  readonly rostered: number;
};

/** Hours in a row in which equally many people are missing. */
export type CoverGap = Span & { readonly missing: number };

/** Somebody's window in the team. */
export type RosteredWindow = Span & { readonly staffId: string };

/** Tickets that came in a local hour, over all the dates that were counted. */
export type QueuedInHour = { readonly hour: number; readonly tickets: number };

/**
 * The dates from which tickets are counted for a date: the last so many of the same weekday that are over, and of
 * those only the ones on which tickets of the team were known at all.
 */
export const countedDates = (
  date: string,
  weeks: number,
  { timeZone, now, knownSince }: { timeZone: string; now: string; knownSince: string | null },
): string[] => {
  if (knownSince === null) return [];
  const today = dayAt(timeZone, Date.parse(now));
  const first = dayAt(timeZone, Date.parse(knownSince));
  const day = dayOf(date);
  const back = day < today ? 7 : 7 * Math.floor((day - today) / 7 + 1);
  const last: EpochDay = day - back;
  return Array.from({ length: weeks }, (_, week) => last - 7 * week)
    .filter((counted) => counted >= first)
    .map(dateOf);
};

const hourName = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** The hours of a date as the wall clock shows them: one that is skipped is not there, one that comes twice is long. */
const hoursOf = (date: string, timeZone: string): (Span & { hour: number })[] =>
  Array.from({ length: 24 }, (_, hour) => ({
    hour,
    from: new Date(momentOf(timeZone, dayOf(date), hour * 60)).toISOString(),
    to: new Date(momentOf(timeZone, dayOf(date), (hour + 1) * 60)).toISOString(),
  })).filter(({ from, to }) => from < to);

const minimumAt = (hour: string, { minimum }: CoverRule): number =>
  Math.max(0, ...minimum.filter((stretch) => isWithin(hour, stretch)).map(({ people }) => people));

/** A stretch that ends before it begins goes over midnight; one of no length is the whole day. */
const isWithin = (hour: string, { from, to }: { readonly from: string; readonly to: string }): boolean =>
  from < to ? from <= hour && hour < to : from <= hour || hour < to;

/** The fewest people who are there together at any moment of a stretch. Somebody with two windows is one person. */
export const fewestAt = (span: Span, windows: readonly RosteredWindow[]): number => {
  const there = windows.filter((window) => overlaps(window, span));
  const edges = there
    .flatMap(({ from, to }) => [from, to])
    .filter((edge) => edge > span.from && edge < span.to);
  const countAt = (moment: string): number =>
    new Set(there.filter(({ from, to }) => from <= moment && moment < to).map(({ staffId }) => staffId)).size;
  return Math.min(...[span.from, ...edges].map(countAt));
};

/**
 * Required against rostered people, by local hour of one date:
 *
 *     tickets  = tickets that came into the team's queue in this hour on the counted dates ÷ number of those dates
 *     required = the larger of  ⌈ tickets ÷ ticketsPerPersonHour ⌉  and the minimum of the policy for this hour
 *     rostered = the fewest people rostered together at any moment of the hour
 *
 * Rostered is the fewest, because an hour of which half an hour is empty is not covered. Where nothing is known yet,
 * the minimum is all that is required.
 */
export const coverOf = (about: {
  date: string;
  timeZone: string;
  rule: CoverRule;
  countedDates: number;
  queued: readonly QueuedInHour[];
  windows: readonly RosteredWindow[];
}): CoveredHour[] =>
  hoursOf(about.date, about.timeZone).map(({ hour, from, to }) => {
    const total = about.queued.find((one) => one.hour === hour)?.tickets ?? 0;
    const tickets = about.countedDates === 0 ? 0 : total / about.countedDates;
    const name = hourName(hour);
    return {
      hour: name,
      from,
      to,
      tickets: Math.round(tickets * 100) / 100,
      required: Math.max(minimumAt(name, about.rule), Math.ceil(tickets / about.rule.ticketsPerPersonHour)),
      rostered: fewestAt({ from, to }, about.windows),
    };
  });

/** Where people are missing: hours in a row with equally many missing are one gap. */
export const gapsIn = (hours: readonly CoveredHour[]): CoverGap[] => {
  const gaps: CoverGap[] = [];
  for (const { from, to, required, rostered } of hours) {
    const missing = required - rostered;
    const last = gaps.at(-1);
    if (missing <= 0) continue;
    if (last?.to === from && last.missing === missing) gaps[gaps.length - 1] = { ...last, to };
    else gaps.push({ from, to, missing });
  }
  return gaps;
};
