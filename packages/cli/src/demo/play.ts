import { setTimeout as delay } from "node:timers/promises";
import { dim } from "#bin/terminal.mjs";
import { createCallbackDesk } from "./callback-staff.ts";
import type { CaseBook } from "./case-book.ts";
import type { House } from "./cast.ts";
import type { Crew } from "./crew.ts";
import type { People } from "./people.ts";
import type { Plan } from "./plan.ts";
import { optOut } from "./telephone.ts";
import { isOver } from "./ticket-case.ts";

const actEveryMs = 100;
const lookEveryMs = 1_000;
const deskEveryMs = 800;

/** A crew with everything it plays with. */
export type Playing = {
  readonly tickets: number;
  readonly ratePerSecond: number;
  /** While this is true customers go on asking, beyond `tickets`. */
  readonly goOn?: () => boolean;
  readonly planFor: (number: number) => Plan;
  readonly houses: readonly House[];
  readonly people: People;
  readonly crew: Crew;
  readonly book: CaseBook;
  readonly run: string;
  /** When nothing has moved for so long, nothing will. */
  readonly stillForMs: number;
  /** Shows how far it is, every so often. */
  readonly show: { readonly everyMs: number; progress(elapsedMs: number): void };
};

/** Repeats work until the signal; what goes wrong is told and does not end it. */
const repeat = async (everyMs: number, signal: AbortSignal, work: () => unknown): Promise<void> => {
  while (!signal.aborted) {
    const began = performance.now();
    try {
      await work();
    } catch (error) {
      process.stderr.write(`${dim(`${(error as Error).message}; trying again`)}\n`);
    }
    await delay(Math.max(0, everyMs - (performance.now() - began)), undefined, { signal }).catch(
      () => undefined,
    );
  }
};

/** Customers ask one after the other, whether or not the one before has been answered. */
const takeAll = async (playing: Playing): Promise<void> => {
  const { tickets, ratePerSecond, goOn = () => false, planFor, people, crew, run } = playing;
  const began = performance.now();
  const take = async (plan: Plan): Promise<void> => {
    await crew.take(plan);
    await optOut(people, run, plan);
  };
  const taking: Promise<void>[] = [];
  for (let number = 0; number < tickets || goOn(); number += 1) {
    const dueMs = began + (number * 1_000) / ratePerSecond - performance.now();
    if (dueMs > 0) await delay(dueMs);
    const taken = take(planFor(number));
    taken.catch(() => undefined); // it is told when all are awaited
    taking.push(taken);
  }
  const failed = (await Promise.allSettled(taking)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
};

/** Plays until every ticket is closed, or nothing moves any more. Answers how long it took, in ms. */
export const play = async (playing: Playing): Promise<number> => {
  const { crew, book, people, houses, show, stillForMs } = playing;
  const began = performance.now();
  const desk = createCallbackDesk({ people, book, houses });
  const end = new AbortController();
  const loops = [
    repeat(actEveryMs, end.signal, crew.act),
    repeat(lookEveryMs, end.signal, crew.look),
    repeat(deskEveryMs, end.signal, desk.work),
    repeat(show.everyMs, end.signal, () => show.progress(performance.now() - began)),
  ];
  try {
    await takeAll(playing);
    while (!book.all().every(isOver) && performance.now() - book.lastMovedAt() < stillForMs)
      await delay(actEveryMs);
  } finally {
    end.abort();
    await Promise.all(loops);
  }
  return performance.now() - began;
};
