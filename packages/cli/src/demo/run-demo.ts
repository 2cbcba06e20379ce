import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "@shouwen/dev/problem";
import { bold, dim } from "#bin/terminal.mjs";
import { createClient } from "../platform/http-client.ts";
import { openTokens } from "../platform/person-tokens.ts";
import { runningStack } from "../platform/running-stack.ts";
import { untilQuiet } from "../status/until-quiet.ts";
import { createBoard } from "./board.ts";
import { createCallbackDesk } from "./callback-desk.ts";
import { type CaseBook, createCaseBook } from "./case-book.ts";
import { type House, housesOf, readDemoGroup } from "./cast.ts";
import { type Crew, createCrew } from "./crew.ts";
import { loadDemoData } from "./load-demo-data.ts";
import { outcomeOf } from "./outcome.ts";
import { createPeople, groupAdmin, type People } from "./people.ts";
import { type Plan, planOf } from "./plan.ts";
import { endText, outcomeText, progressText } from "./screens.ts";
import { optOut, whileMessagesGetLost } from "./telephone.ts";
import { isOver } from "./ticket-case.ts";

/** What the crew is to do. `ratePerSecond` is how often a customer asks. */
export type DemoWish = { readonly seed: number; readonly tickets: number; readonly ratePerSecond: number };

/** A service may be restarted, or away for a while, in the middle of it. */
const patienceMs = 180_000;
const callsAtOnce = 24;
const actEveryMs = 100;
const lookEveryMs = 1_000;
const deskEveryMs = 800;
const showEveryMs = 1_000;
const showEveryMsInLog = 15_000;
/** When nothing has moved for so long, nothing will. */
const stillForMs = 180_000;
const settlesWithinMs = 20_000;
/** The database's clock and ours may differ by so much. */
const clockSkewMs = 60_000;
const players = ["intake", "routing", "callbacks", "messaging", "scoring", "workforce"];

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

type Playing = {
  readonly wish: DemoWish;
  readonly houses: readonly House[];
  readonly people: People;
  readonly crew: Crew;
  readonly book: CaseBook;
  readonly run: string;
};

/** Customers ask one after the other, whether or not the one before has been answered. */
const takeAll = async ({ wish, houses, people, crew, run }: Playing): Promise<void> => {
  const began = performance.now();
  const take = async (plan: Plan): Promise<void> => {
    await crew.take(plan);
    await optOut(people, run, plan);
  };
  const taking: Promise<void>[] = [];
  for (let number = 0; number < wish.tickets; number += 1) {
    const dueMs = began + (number * 1_000) / wish.ratePerSecond - performance.now();
    if (dueMs > 0) await delay(dueMs);
    const taken = take(planOf(wish.seed, number, houses));
    taken.catch(() => undefined); // it is told when all are awaited
    taking.push(taken);
  }
  const failed = (await Promise.allSettled(taking)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
};

/** On a terminal one line that changes, else a line each time. */
const show = (text: string): void => {
  const { isTTY, columns } = process.stdout;
  process.stdout.write(isTTY ? `\r\u001b[2K${text.slice(0, columns - 1)}` : `${text}\n`);
};

/** Plays until every ticket is closed, or nothing moves any more. */
const play = async (playing: Playing): Promise<void> => {
  const { wish, crew, book, people, houses } = playing;
  const began = performance.now();
  const desk = createCallbackDesk({ people, book, houses });
  const end = new AbortController();
  const loops = [
    repeat(actEveryMs, end.signal, crew.act),
    repeat(lookEveryMs, end.signal, crew.look),
    repeat(deskEveryMs, end.signal, desk.work),
    repeat(process.stdout.isTTY ? showEveryMs : showEveryMsInLog, end.signal, () =>
      show(progressText(book.all(), wish.tickets, performance.now() - began)),
    ),
  ];
  try {
    await takeAll(playing);
    while (!book.all().every(isOver) && performance.now() - book.lastMovedAt() < stillForMs)
      await delay(actEveryMs);
  } finally {
    end.abort();
    await Promise.all(loops);
  }
  show(
    `${progressText(book.all(), wish.tickets, performance.now() - began)}${process.stdout.isTTY ? "\n" : ""}`,
  );
};

const introduction = ({ seed, tickets, ratePerSecond }: DemoWish, houses: readonly House[]): string =>
  `${bold(`${tickets} requests`)} in ${houses.length} properties, ${ratePerSecond} a second ${dim(`(seed ${seed})`)}\n`;

/**
 * Lets a seeded crew act as customers and staff of the demo group, over HTTP only, and prints what became of it.
 * Returns 0 when every ticket was closed, else 1.
 */
export const runDemo = async (wish: DemoWish): Promise<number> => {
  const stack = runningStack();
  const missing = players.filter((service) => !(service in stack.services));
  if (missing.length > 0)
    throw new Problem(`The demo needs ${missing.join(", ")} as well`, {
      fix: "Start all services: npm start",
    });
  await loadDemoData(stack, { restore: true });
  const houses = housesOf(await readDemoGroup());
  const tokenFor = await openTokens();
  const token = await tokenFor(groupAdmin);
  const client = createClient({ ...stack, patienceMs, atOnce: callsAtOnce });
  const people = createPeople(client, tokenFor);
  const book = createCaseBook();
  const since = new Date(Date.now() - clockSkewMs).toISOString();
  const run = `demo-${Date.now().toString(36)}`;
  const crew = createCrew({ people, board: createBoard(client, token), book, run, since });
  const began = performance.now();
  process.stdout.write(introduction(wish, houses));
  await whileMessagesGetLost(stack.helpers.sms, wish.seed, () =>
    play({ wish, houses, people, crew, book, run }),
  );
  const tookMs = performance.now() - began;
  await untilQuiet(stack, settlesWithinMs);
  const outcome = await outcomeOf(
    { client, token },
    book.all().map(({ ticketId }) => ticketId),
    since,
  );
  process.stdout.write(`\n${outcomeText(outcome, crew, tookMs)}\n\n${endText(book.all())}\n`);
  return book.all().every(isOver) ? 0 : 1;
};
