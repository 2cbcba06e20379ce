import { Problem } from "@shouwen/stack/problem";
import { bold, dim } from "#bin/terminal.mjs";
import { createClient } from "../platform/http-client.ts";
import { openTokens } from "../platform/person-tokens.ts";
import { runningStack } from "../platform/running-stack.ts";
import { untilQuiet } from "../status/until-quiet.ts";
import { createBoard } from "./board.ts";
import { createCaseBook } from "./case-book.ts";
import { type House, housesOf, readDemoGroup } from "./cast.ts";
import { createCrew } from "./crew.ts";
import { loadDemoData } from "./load-demo-data.ts";
import { outcomeOf } from "./outcome.ts";
import { createPeople, groupAdmin } from "./people.ts";
import { planOf } from "./plan.ts";
import { play } from "./play.ts";
import { endText, outcomeText, progressText } from "./screens.ts";
import { whileMessagesGetLost } from "./telephone.ts";
import { isOver } from "./ticket-case.ts";

/** What the crew is to do. `ratePerSecond` is how often a customer asks. */
export type DemoOptions = { readonly seed: number; readonly tickets: number; readonly ratePerSecond: number };

/** A service may be restarted, or away for a while, in the middle of it. */
const patienceMs = 180_000;
const callsAtOnce = 24;
const stillForMs = 180_000;
const showEveryMs = 1_000;
const showEveryMsInLog = 15_000;
const settlesWithinMs = 20_000;
/** The database's clock and ours may differ by so much. */
const clockSkewMs = 60_000;
const players = ["intake", "routing", "callbacks", "messaging", "scoring", "workforce"];

/** On a terminal one line that changes, else a line each time. */
const show = (text: string): void => {
  const { isTTY, columns } = process.stdout;
  process.stdout.write(isTTY ? `\r\u001b[2K${text.slice(0, columns - 1)}` : `${text}\n`);
};

const introduction = ({ seed, tickets, ratePerSecond }: DemoOptions, houses: readonly House[]): string =>
  `${bold(`${tickets} requests`)} in ${houses.length} properties, ${ratePerSecond} a second ${dim(`(seed ${seed})`)}\n`;

/**
 * Lets a seeded crew act as customers and staff of the demo group, over HTTP only, and prints what became of it.
 * Returns 0 when every ticket was closed, else 1.
 */
export const runDemo = async (options: DemoOptions): Promise<number> => {
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
  const progress = (elapsedMs: number, end = "") =>
    show(`${progressText(book.all(), options.tickets, elapsedMs)}${end}`);
  process.stdout.write(introduction(options, houses));
  const tookMs = await whileMessagesGetLost(stack.helpers.sms, options.seed, () =>
    play({
      ...options,
      planFor: (number) => planOf(options.seed, number, houses),
      houses,
      people,
      crew,
      book,
      run,
      stillForMs,
      show: { everyMs: process.stdout.isTTY ? showEveryMs : showEveryMsInLog, progress },
    }),
  );
  progress(tookMs, process.stdout.isTTY ? "\n" : "");
  await untilQuiet(stack, settlesWithinMs);
  const outcome = await outcomeOf(
    { client, token },
    book.all().map(({ ticketId }) => ticketId),
    since,
  );
  process.stdout.write(`\n${outcomeText(outcome, crew, tookMs)}\n\n${endText(book.all())}\n`);
  return book.all().every(isOver) ? 0 : 1;
};
