import type { ReadyRow } from "./importing.ts";
import type { RowError } from "./map-row.ts";
import type { PastStep, Wish } from "./receive-request.ts";

/** A record that is being put together. */
type Life = {
  readonly line: number;
  readonly wish: Wish;
  readonly contactText: string | null;
  readonly steps: PastStep[];
};

type Begun = { readonly wish: Wish; readonly contactText: string | null };

/** Puts the rows of an event log together into records. */
export type LifeGatherer = {
  /** Adds a step. `begin` says what the record is, if this is its first row. Answers what is wrong, if anything. */
  add(
    row: { readonly line: number; readonly externalId: string; readonly step: PastStep },
    begin: () => Begun | { readonly errors: readonly RowError[] },
  ): readonly RowError[];
  /** The records, in the order in which they began. */
  records(): readonly ReadyRow[];
};

const mostSteps = 500;

/**
 * Rows of one record may stand anywhere in the file, each no earlier than the one before it: what is out of order is
 * reported, and the others go in.
 */
export const gatherLives = (): LifeGatherer => {
  const lives = new Map<string, Life>();
  return {
    add: ({ line, externalId, step }, begin) => {
      const life = lives.get(externalId);
      if (!life) {
        const begun = begin();
        if ("errors" in begun) return begun.errors;
        lives.set(externalId, { line, ...begun, steps: [step] });
        return [];
      }
      const last = life.steps.at(-1);
      if (last && Date.parse(step.at) < Date.parse(last.at))
        return [{ field: "at", message: "is earlier than the step of this record before it" }];
      if (life.steps.length >= mostSteps)
        return [{ field: "(row)", message: `is beyond the ${mostSteps} steps that a record may have` }];
      life.steps.push(step);
      return [];
    },
    records: () =>
      [...lives.values()].map(({ line, wish, contactText, steps }) => ({
        line,
        rows: steps.length,
        contactText,
        wish: { ...wish, past: wish.past && { ...wish.past, closedAt: null, life: steps } },
      })),
  };
};
