import type { Span } from "./plain-text.ts";

/** Digits with nothing between them. */
export type Group = Span & { readonly digits: string };

/** Digit groups that stand beside each other with no more than separators in between. */
export type Run = readonly Group[];

const run = /\d(?:[ ()./\-_·]{0,3}\d)*/g;

export const runsOf = (text: string): Run[] =>
  [...text.matchAll(run)].map(({ 0: whole, index }) =>
    [...whole.matchAll(/\d+/g)].map((group) => ({
      from: index + group.index,
      to: index + group.index + group[0].length,
      digits: group[0],
    })),
  );

/** Some groups of a run that stand side by side, seen as one number. */
export type Candidate = Span & {
  readonly digits: string;
  /** How long each group is: `[3, 4, 4]`. */
  readonly layout: readonly number[];
  readonly isFirst: boolean;
};

const candidateOf = (groups: Run, isFirst: boolean): Candidate => ({
  from: groups[0]?.from ?? 0,
  to: groups.at(-1)?.to ?? 0,
  digits: groups.map(({ digits }) => digits).join(""),
  layout: groups.map(({ digits }) => digits.length),
  isFirst,
});

const mostGroups = 8;

/** The numbers in a run that `isFound` knows: the longest first, none overlapping another. */
export const findIn = (groups: Run, isFound: (candidate: Candidate) => boolean): Candidate[] => {
  const found: Candidate[] = [];
  for (let start = 0; start < groups.length; start++) {
    for (let end = Math.min(groups.length, start + mostGroups); end > start; end--) {
      const candidate = candidateOf(groups.slice(start, end), start === 0);
      if (!isFound(candidate)) continue;
      found.push(candidate);
      start = end - 1;
      break;
    }
  }
  return found;
};

/** Three or more numbers of three or four digits that begin alike are the rooms of a floor. */
export const isListOfRooms = (groups: Run): boolean => {
  const { digits: first = "" } = groups[0] ?? {};
  const beginning = first.slice(0, -2);
  const isAlike = ({ digits }: { digits: string }) =>
    digits.length === first.length && digits.startsWith(beginning);
  return groups.length > 2 && first.length >= 3 && first.length <= 4 && groups.every(isAlike);
};
