import { createBoard } from "@shouwen/cli/demo/board";
import { createCaseBook } from "@shouwen/cli/demo/case-book";
import { housesOf, readDemoGroup } from "@shouwen/cli/demo/cast";
import { createCrew } from "@shouwen/cli/demo/crew";
import { loadDemoData } from "@shouwen/cli/demo/load-demo-data";
import { createPeople, groupAdmin } from "@shouwen/cli/demo/people";
import { atPace, planOf } from "@shouwen/cli/demo/plan";
import { play } from "@shouwen/cli/demo/play";
import { isOver } from "@shouwen/cli/demo/ticket-case";
import { createClient } from "@shouwen/cli/platform/http-client";
import { openTokens } from "@shouwen/cli/platform/person-tokens";
import type { FaultEnvironment } from "./fault-environment.ts";
import type { Journal } from "./journal.ts";

/** How many customers ask, and how fast. */
export type Load = { readonly tickets: number; readonly ratePerSecond: number };

/** Customers and staff who live through a run. */
export type LoadGenerator = {
  /** Customers go on asking while `goOn` says so. Resolves when every ticket is over, or nothing moves any more. Answers how many are not over. */
  play(run: { seed: number; load: Load; journal: Journal; goOn: () => boolean }): Promise<number>;
};

/** Lives end three times as fast as in the demo: a run is to be short, and its clocks are real. */
const pace = 3;
const patienceMs = 240_000;
const callsAtOnce = 32;
const stillForMs = 120_000;
const clockSkewMs = 60_000;

/** Loads the group that plays, with rules at its pace. */
export const openLoadGenerator = async ({ stack, folder }: FaultEnvironment): Promise<LoadGenerator> => {
  await loadDemoData(stack, { restore: true, pace });
  const houses = housesOf(await readDemoGroup());
  const tokenFor = await openTokens(folder);
  const client = createClient({ ...stack, patienceMs, atOnce: callsAtOnce });
  const token = await tokenFor(groupAdmin);
  let runs = 0;
  return {
    play: async ({ seed, load, journal, goOn }) => {
      runs += 1;
      const run = `faults-${process.pid}-${runs}`;
      const people = createPeople(client, tokenFor);
      const book = createCaseBook();
      const since = new Date(Date.now() - clockSkewMs).toISOString();
      const board = createBoard(client, token);
      const crew = createCrew({ people, board, book, run, since, onTaken: journal.write });
      const planFor = (number: number) => atPace(planOf(seed, number, houses), pace);
      const show = { everyMs: 60_000, progress: () => undefined };
      await play({ ...load, goOn, planFor, houses, people, crew, book, run, stillForMs, show });
      return book.all().filter((known) => !isOver(known)).length;
    },
  };
};
