import type { FileLanguage, Told } from "@shouwen/service-kit/file-language";
import type { ImportEntry } from "./importing.ts";
import type { RowError } from "./map-row.ts";
import type { PastStep, RequestDraft } from "./receive-request.ts";

type Begun = { readonly draft: RequestDraft; readonly contactText: string | null };

type Placed = { readonly line: number; readonly step: PastStep; readonly ms: number };

/** A record that is being put together: what its earliest step so far says that it is, and its steps as they came. */
type Life = { readonly earliest: Placed & Begun; readonly steps: Placed[] };

/** Puts the rows of an event log together into records. */
export type LifeGatherer = {
  /** Adds a step. `begin` says what the record is, if this is its earliest row. Answers what is wrong, if anything. */
  add(
    row: { readonly line: number; readonly externalId: string; readonly step: PastStep },
    begin: () => Begun | { readonly errors: readonly RowError[] },
  ): readonly RowError[];
  /** The records, in the order in which they came up, and the rows that found no place in theirs. */
  records(): readonly ImportEntry[];
};

const mostSteps = 500;

const tooMany: Told = {
  en: `is beyond the ${mostSteps} steps that a record may have`,
  "zh-CN": `超出一条记录最多 ${mostSteps} 个步骤的限制`,
};

/**
 * Rows of one record may stand anywhere in the file and in any order: they are put in order of time. Of steps of one
 * moment the first in the file was the first; in a file that goes backwards in time, as newest-first exports do, the last.
 */
export const groupByCase = (language: FileLanguage = "en"): LifeGatherer => {
  const lives = new Map<string, Life>();
  const trend = { forwards: 0, backwards: 0 };
  const notice = (last: Placed | undefined, { ms }: Placed): void => {
    if (!last || last.ms === ms) return;
    if (last.ms < ms) trend.forwards += 1;
    else trend.backwards += 1;
  };
  return {
    add: ({ line, externalId, step }, begin) => {
      const placed = { line, step, ms: Date.parse(step.at) };
      const life = lives.get(externalId);
      notice(life?.steps.at(-1), placed);
      if (life && placed.ms >= life.earliest.ms) {
        life.steps.push(placed);
        return [];
      }
      const begun = begin();
      if ("errors" in begun) return begun.errors;
      lives.set(externalId, { earliest: { ...placed, ...begun }, steps: [...(life?.steps ?? []), placed] });
      return [];
    },
    records: () => {
      const goesBackwards = trend.backwards > trend.forwards;
      return [...lives.values()].flatMap((life) => recordOf(life, goesBackwards, language));
    },
  };
};

const recordOf = (
  { earliest, steps }: Life,
  goesBackwards: boolean,
  language: FileLanguage,
): ImportEntry[] => {
  const told = goesBackwards ? steps.toReversed() : steps;
  const sorted = told.toSorted((a, b) => a.ms - b.ms);
  const kept = sorted.slice(0, mostSteps);
  const { line, draft, contactText } = earliest;
  const life = kept.map(({ step }) => step);
  const past = draft.past && { ...draft.past, closedAt: null, life };
  return [
    ...sorted.slice(mostSteps).map((beyond) => ({
      line: beyond.line,
      errors: [{ field: "(row)", message: tooMany[language] }],
    })),
    { line, rows: kept.length, contactText, draft: { ...draft, past } },
  ];
};
