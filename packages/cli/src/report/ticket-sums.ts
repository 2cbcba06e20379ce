import { z } from "zod";

const span = z.int().nullable();

const times = {
  firstTouch: "firstTouchMs",
  firstResolution: "firstResolutionMs",
  resolution: "resolutionMs",
  netResolution: "netResolutionMs",
  closure: "closureMs",
} as const;
type TimeName = keyof typeof times;

/** A ticket's figures as routing tells them; whatever else it tells can be grouped by. */
export const ticketFigures = z.looseObject({
  ticketId: z.string(),
  externalId: z.string().nullable().optional(),
  receivedAt: z.string(),
  status: z.string(),
  firstTouchMs: span,
  firstResolutionMs: span,
  resolutionMs: span,
  netResolutionMs: span,
  closureMs: span,
  waitedMs: z.int(),
  handOvers: z.int(),
  actorChanges: z.int(),
  handlerChanges: z.int(),
  escalations: z.int(),
  reopenings: z.int(),
  impossible: z.array(z.string()).default([]),
});
export type TicketFigures = z.output<typeof ticketFigures>;

/** What each figure means, in one line, for whoever reads it. */
export const definitions = {
  firstTouch: "from received to taken by somebody for the first time",
  firstResolution: "from received to resolved for the first time",
  resolution: "from received to resolved for the last time",
  netResolution: "resolution without the time in which it waited for somebody or something",
  closure: "from received to closed for the last time",
  handOvers: "how often somebody else than the one before did something on it; closing is no work",
  actorChanges: "the same, with the closing",
  handlerChanges: "how often the handler changed; the first does not count",
  escalations: "how often more authority or skill was called in",
  reopenings: "how often it was worked on again after it had been resolved or closed",
  impossible: "how often it happened before the ticket was received, as its record says: no time comes of it",
} as const;

/** A time over all tickets that have it, in seconds. */
export type TimeSum = {
  readonly n: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly max: number;
  /** The share of them that took 24 hours at most. */
  readonly within24h: number;
  /** The same for the limits that were asked for, by their names: `48h`. */
  readonly within?: Readonly<Record<string, number>>;
};

/** A limit by its name, in seconds. */
export type Limits = Readonly<Record<string, number>>;

const counts = ["handOvers", "actorChanges", "handlerChanges", "escalations", "reopenings"] as const;

/** What the tickets add up to: each time summed up, each count as how many tickets have how many. */
export type TicketSums = {
  readonly tickets: number;
  readonly seconds: Readonly<Record<TimeName, TimeSum | null>>;
  /** How many tickets have a time that cannot be: they are in no other figure of it. */
  readonly impossible: Readonly<Record<TimeName, number>>;
  readonly counts: Readonly<Record<(typeof counts)[number], Readonly<Record<string, number>>>>;
};

export const sumUp = (tickets: readonly TicketFigures[], limits: Limits = {}): TicketSums => ({
  tickets: tickets.length,
  seconds: Object.fromEntries(
    Object.entries(times).map(([name, field]) => [
      name,
      timeSum(
        tickets.flatMap((one) => one[field] ?? []),
        limits,
      ),
    ]),
  ) as TicketSums["seconds"],
  impossible: Object.fromEntries(
    Object.keys(times).map((name) => [
      name,
      tickets.filter(({ impossible }) => impossible.includes(name)).length,
    ]),
  ) as TicketSums["impossible"],
  counts: Object.fromEntries(
    counts.map((name) => [name, distribution(tickets.map((one) => one[name]))]),
  ) as TicketSums["counts"],
});

const secondMs = 1_000;
const daySeconds = 24 * 60 * 60;

const timeSum = (inMs: readonly number[], limits: Limits): TimeSum | null => {
  if (inMs.length === 0) return null;
  const seconds = inMs.map((ms) => ms / secondMs).toSorted((a, b) => a - b);
  const total = seconds.reduce((sum, one) => sum + one, 0);
  return {
    n: seconds.length,
    mean: rounded(total / seconds.length, 3),
    p50: rounded(quantile(seconds, 0.5), 3),
    p90: rounded(quantile(seconds, 0.9), 3),
    p95: rounded(quantile(seconds, 0.95), 3),
    max: seconds.at(-1) ?? 0,
    within24h: shareWithin(seconds, daySeconds),
    ...(Object.keys(limits).length === 0 ? {} : { within: sharesWithin(seconds, limits) }),
  };
};

const shareWithin = (seconds: readonly number[], limit: number): number =>
  rounded(seconds.filter((one) => one <= limit).length / seconds.length, 6);

const sharesWithin = (seconds: readonly number[], limits: Limits): Record<string, number> =>
  Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, shareWithin(seconds, limit)]));

/** Linear between the two values around it: type 7 of Hyndman and Fan (1996), as spreadsheets do it. */
const quantile = (sorted: readonly number[], share: number): number => {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
};

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const distribution = (values: readonly number[]): Record<string, number> => {
  const found = new Map<number, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return Object.fromEntries([...found].toSorted(([a], [b]) => a - b).map(([value, n]) => [String(value), n]));
};

/** The tickets that have one value of a field, and what they add up to. */
export type TicketGroup = { readonly value: string; readonly sums: TicketSums };

/** The sums of each value that a field has, the value of most tickets first. */
export const sumUpBy = (
  tickets: readonly TicketFigures[],
  field: string,
  limits: Limits = {},
): TicketGroup[] =>
  [...Map.groupBy(tickets, (ticket) => namedIn(ticket, field))]
    .map(([value, those]) => ({ value, sums: sumUp(those, limits) }))
    .toSorted((a, b) => b.sums.tickets - a.sums.tickets || (a.value < b.value ? -1 : 1));

/** A field as a group is named: what is missing is `(none)`, a list is its parts. */
const namedIn = (ticket: TicketFigures, field: string): string => {
  const value = Object.hasOwn(ticket, field) ? ticket[field] : undefined;
  if (value === null || value === undefined || value === "") return "(none)";
  return Array.isArray(value) ? value.join(", ") || "(none)" : String(value);
};

/** The fields that tickets can be grouped by. */
export const fieldsOf = (tickets: readonly TicketFigures[]): string[] =>
  Object.keys(tickets[0] ?? {}).filter((name) => !name.endsWith("Ms"));

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: daySeconds };

/** A limit such as 30m, 24h or 2d in seconds; undefined when it is none. */
export const limitOf = (text: string): number | undefined => {
  const [, count, unit = ""] = /^(\d{1,6}(?:\.\d{1,3})?)([smhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (secondsOf[unit] ?? 0);
};
