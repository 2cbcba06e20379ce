/** One figure with what it is held against. */
export type Figure = {
  readonly name: string;
  readonly what: string;
  readonly value: string;
  /** What something simpler did in the same run, and what that was. */
  readonly baseline?: string;
  readonly ratio?: number;
  readonly reach: string;
  readonly reached: boolean | undefined;
};

export const perSecond = (value: number): string => `${Math.round(value).toLocaleString("en-US")}/s`;

export const ms = (value: number): string =>
  value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;

/** The value below which `share` of these lie. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

const verdict = (reached: boolean | undefined): string => {
  if (reached === undefined) return "–";
  return reached ? "yes" : "**no**";
};

const cell = ({ value, baseline, ratio, reach, reached, name, what }: Figure): string =>
  `| ${[
    name,
    what,
    value,
    baseline ?? "–",
    ratio === undefined ? "–" : ratio.toFixed(2),
    reach,
    verdict(reached),
  ].join(" | ")} |`;

/** All figures as a table in Markdown. */
export const figuresTable = (figures: readonly Figure[]): string =>
  [
    "| | figure | measured | baseline in the same run | ratio | to reach | reached |",
    "|---|---|--:|--:|--:|---|---|",
    ...figures.map(cell),
  ].join("\n");
