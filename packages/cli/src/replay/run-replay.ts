import { setTimeout as delay } from "node:timers/promises";
import { eventOfType } from "@shouwen/contracts/catalogue";
import { Problem } from "@shouwen/stack/problem";
import { z } from "zod";
import { dim, green } from "#bin/terminal.mjs";
import { askServices } from "../dead-letters/ask-services.ts";
import { runningStack } from "../platform/running-stack.ts";
import { figure } from "../terminal/table.ts";
import { momentOf } from "./moment-of.ts";

/** Who is to hear which events once more, and why. */
export type ReplayOptions = {
  readonly group: string;
  readonly from: string;
  readonly to?: string;
  readonly types?: string;
  readonly consumer?: string;
  readonly rate?: number;
  readonly reason: string;
};

const archived = z.object({
  key: z.string(),
  headers: z.looseObject({ ce_id: z.string() }),
});
const page = z.object({ events: z.array(archived), next: z.string().nullable() });
const replayed = z.object({ handled: z.number(), known: z.number(), parked: z.number() });

const perPage = 50;

type Totals = { events: number; handled: number; known: number; parked: number };

/** The one answer of the one service that was asked. Throws what it said against it. */
const good = async (service: string, path: string, body?: Readonly<Record<string, unknown>>) => {
  const [answer] = await askServices({ service, path, ...(body ? { body } : {}) });
  if (answer && answer.status < 400) return answer;
  throw new Problem(`${service} answered ${answer?.status} ${answer?.title ?? ""}`.trimEnd(), {
    fix: "npx shouwen status shows whether it is there.",
  });
};

const checkTypes = (types: readonly string[]): void => {
  const stranger = types.find((type) => eventOfType(type) === undefined);
  if (stranger !== undefined)
    throw new Problem(`There is no event ${stranger}`, {
      fix: "packages/contracts/EVENTS.md names them all.",
    });
};

type Range = { readonly from: string; readonly to: string; readonly types: string | undefined };

/** Everything that a service said in the time, page by page, oldest first. */
async function* archiveOf(service: string, { from, to, types }: Range) {
  for (let after: string | null = ""; after !== null; ) {
    const query = new URLSearchParams({ from, to, limit: String(perPage) });
    if (types) query.set("types", types);
    if (after) query.set("after", after);
    const { events, next } = page.parse(await good(service, `/v1/archive?${query}`));
    if (events.length > 0) yield events;
    after = next;
  }
}

const show = (totals: Totals, source: string): void => {
  if (process.stdout.isTTY)
    process.stdout.write(
      `\r\u001b[2K${figure(totals.events)} events ${dim(`· reading what ${source} said`)}`,
    );
};

/**
 * Hands what the services said in the time to one service once more. Each source's events come in the order in which
 * they were said, so every key is in order. Returns the exit code.
 */
export const runReplay = async (options: ReplayOptions): Promise<number> => {
  const { services } = runningStack();
  if (!Object.hasOwn(services, options.group))
    throw new Problem(`No service ${options.group} runs`, {
      fix: `These do: ${Object.keys(services).join(", ")}.`,
    });
  checkTypes(options.types?.split(",") ?? []);
  const now = Date.now();
  const range = {
    from: momentOf(options.from, now),
    to: momentOf(options.to ?? new Date(now).toISOString(), now),
    types: options.types,
  };
  const totals: Totals = { events: 0, handled: 0, known: 0, parked: 0 };
  const { consumer, reason, group, rate } = options;
  const about = { replayId: crypto.randomUUID(), reason, ...(consumer ? { consumer } : {}) };
  const began = performance.now();
  for (const source of Object.keys(services).filter((name) => name !== "gateway"))
    for await (const events of archiveOf(source, range)) {
      const references = events.map(({ key, headers }) => ({ key, eventId: headers.ce_id }));
      const answer = replayed.parse(
        await good(group, "/v1/replays", { ...about, source, events: references }),
      );
      totals.events += events.length;
      totals.handled += answer.handled;
      totals.known += answer.known;
      totals.parked += answer.parked;
      show(totals, source);
      if (rate) await delay(Math.max(0, began + (totals.events * 1_000) / rate - performance.now()));
    }
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  process.stdout.write(
    `${process.stdout.isTTY ? "\r\u001b[2K" : ""}${green("✔")} ${group} heard ${figure(totals.events)} events again in ${seconds} s: ` +
      `${figure(totals.handled)} handled · ${figure(totals.known)} known already · ${figure(totals.parked)} set aside\n`,
  );
  return totals.parked === 0 ? 0 : 1;
};
