import { z } from "zod";

const span = z.int().nullable();

/** A ticket's figures as routing tells them. */
export const ticketFigures = z.object({
  ticketId: z.string(),
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
  reopenings: "how often it was worked on again after it had been resolved",
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
};

const times = {
  firstTouch: "firstTouchMs",
  firstResolution: "firstResolutionMs",
  resolution: "resolutionMs",
  netResolution: "netResolutionMs",
  closure: "closureMs",
} as const;
const counts = ["handOvers", "actorChanges", "handlerChanges", "escalations", "reopenings"] as const;

/** What the tickets add up to: each time summed up, each count as how many tickets have how many. */
export type TicketSums = {
  readonly tickets: number;
  readonly seconds: Readonly<Record<keyof typeof times, TimeSum | null>>;
  readonly counts: Readonly<Record<(typeof counts)[number], Readonly<Record<string, number>>>>;
};

export const sumUp = (tickets: readonly TicketFigures[]): TicketSums => ({
  tickets: tickets.length,
  seconds: Object.fromEntries(
    Object.entries(times).map(([name, field]) => [name, timeSum(tickets.flatMap((one) => one[field] ?? []))]),
  ) as TicketSums["seconds"],
  counts: Object.fromEntries(
    counts.map((name) => [name, distribution(tickets.map((one) => one[name]))]),
  ) as TicketSums["counts"],
});

const secondMs = 1_000;
const daySeconds = 24 * 60 * 60;

const timeSum = (inMs: readonly number[]): TimeSum | null => {
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
    within24h: rounded(seconds.filter((one) => one <= daySeconds).length / seconds.length, 6),
  };
};

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
