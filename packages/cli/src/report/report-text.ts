import { figure, type table } from "../terminal/table.ts";
import { definitions, type TicketGroup, type TicketSums, type TimeSum } from "./ticket-sums.ts";

/** What a report says. */
export type Told = {
  readonly asOf: string;
  readonly toCome: number;
  readonly working: boolean;
  readonly sums: TicketSums;
  readonly groupBy?: string | undefined;
  readonly groups?: readonly TicketGroup[];
};

const secondsIn = { day: 86_400, hour: 3_600, minute: 60 };

const spanText = (seconds: number): string => {
  if (seconds >= secondsIn.day) return `${(seconds / secondsIn.day).toFixed(1)} d`;
  if (seconds >= secondsIn.hour) return `${(seconds / secondsIn.hour).toFixed(1)} h`;
  if (seconds >= secondsIn.minute) return `${(seconds / secondsIn.minute).toFixed(1)} min`;
  return `${seconds.toFixed(1)} s`;
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const timeCells = (sum: TimeSum): string[] => [
  figure(sum.n),
  ...[sum.mean, sum.p50, sum.p90, sum.p95, sum.max].map(spanText),
  percent(sum.within24h),
  ...Object.values(sum.within ?? {}).map(percent),
];

const limitNames = ({ seconds }: TicketSums): string[] => {
  const some = Object.values(seconds).find((sum) => sum !== null);
  return Object.keys(some?.within ?? {}).map((name) => `in ${name}`);
};

const heads = ["tickets", "mean", "p50", "p90", "p95", "longest", "in 24 h"];

const countRow = ([name, found]: [string, Readonly<Record<string, number>>]): string =>
  `${name}  ${Object.entries(found)
    .map(([value, n]) => `${value}: ${figure(n)}`)
    .join(" · ")}`;

const impossibleText = ({ impossible }: TicketSums): string[] => {
  const some = Object.entries(impossible).filter(([, n]) => n > 0);
  return some.length === 0
    ? []
    : [`impossible  ${some.map(([name, n]) => `${name}: ${figure(n)}`).join(" · ")}`];
};

/** As of when the figures hold, and what is not in them. */
const wholeText = ({ asOf, toCome }: Pick<Told, "asOf" | "toCome">): string =>
  toCome === 0
    ? `Whole as of ${asOf}: every request that was taken before is in.`
    : `NOT WHOLE: of the requests that were taken before ${asOf}, ${figure(toCome)} are still on their way.`;

const timeRow = ([name, sum]: [string, TimeSum | null]): string[] =>
  sum === null ? [name, "0"] : [name, ...timeCells(sum)];

const groupRows = (groups: readonly TicketGroup[], time: keyof TicketSums["seconds"]): string[][] =>
  groups.map(({ value, sums }) => timeRow([value, sums.seconds[time]]));

const timesToGroup = ["firstTouch", "resolution", "closure"] as const;

/** The report as lines for a terminal. */
export const reportText = (
  { sums, groups, groupBy = "", working, ...whole }: Told,
  asTable: typeof table,
): string[] => {
  const limits = limitNames(sums);
  return [
    `${figure(sums.tickets)} tickets${working ? ", times in working time" : ""}`,
    wholeText(whole),
    "",
    ...asTable(["time", ...heads, ...limits], Object.entries(sums.seconds).map(timeRow)),
    ...impossibleText(sums),
    ...timesToGroup.flatMap((time) =>
      groups && sums.seconds[time] !== null
        ? ["", `${time} by ${groupBy}`, ...asTable([groupBy, ...heads, ...limits], groupRows(groups, time))]
        : [],
    ),
    "",
    ...Object.entries(sums.counts).map(countRow),
    "",
    ...Object.entries(definitions).map(([name, meaning]) => `${name}: ${meaning}`),
  ];
};
