import type { FaultEnvironment } from "../fault-environment.ts";
import type { Journal } from "../journal.ts";
import { nobodyIsToldTwice } from "./deliveries.ts";
import { type Evidence, type Verdict, withEvidence } from "./evidence.ts";
import { everyReadModelIsAFold } from "./read-models.ts";
import { everyPromiseIsKept, noTicketWithoutRequest } from "./requests.ts";
import { everyEventArrives, everyKeyIsInOrder, everyTimerFiresOnce } from "./runtime.ts";
import { everyCauseIsScoredOnce } from "./scores.ts";
import { everyProcessHasOneCreate } from "./traces.ts";

/** Everything that must hold whatever happened, by the name that the design gives it. */
const invariants: readonly (readonly [name: string, check: (evidence: Evidence) => Promise<Verdict>])[] = [
  ["I1", everyPromiseIsKept],
  ["I2", noTicketWithoutRequest],
  ["I3", nobodyIsToldTwice],
  ["I4", everyCauseIsScoredOnce],
  ["I5", everyKeyIsInOrder],
  ["I6", everyEventArrives],
  ["I7", everyTimerFiresOnce],
  ["I8", everyReadModelIsAFold],
  ["I9", everyProcessHasOneCreate],
];

/** What the oracle says of a run. */
export type Judgement = {
  readonly lost: number;
  readonly doubled: number;
  readonly disordered: number;
  readonly wrong: number;
  /** Events that lay on the log more than once, and did no harm. */
  readonly repeats: number;
  /** One line for each thing that is not as it must be. */
  readonly lines: readonly string[];
};

const kinds = ["lost", "doubled", "disordered", "wrong"] as const;

/** Judges a stack on which nothing moves any more. */
export const judge = (
  environment: FaultEnvironment,
  about: { journal: Journal; since: number; longestHarmMs: number },
): Promise<Judgement> =>
  withEvidence(environment, about, async (evidence) => {
    const counts = { lost: 0, doubled: 0, disordered: 0, wrong: 0 };
    const lines: string[] = [];
    for (const [name, check] of invariants) {
      const verdict = await check(evidence);
      for (const kind of kinds) {
        const found = verdict[kind] ?? [];
        counts[kind] += found.length;
        lines.push(...found.map((line) => `${name} ${kind}: ${line}`));
      }
    }
    return { ...counts, repeats: evidence.log.repeats, lines };
  });
