import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "@shouwen/stack/problem";
import pTimeout from "p-timeout";
import { z } from "zod";
import { createSteps, type Steps, yellow } from "#bin/terminal.mjs";
import { type Answer, bodyOf, createClient } from "../platform/http-client.ts";
import { runningStack } from "../platform/running-stack.ts";
import { figure } from "../terminal/table.ts";
import { failed, type LineError, outcomeText, progressText, type Tally } from "./import-text.ts";
import {
  type AsAdmin,
  contentTypeOf,
  findMapping,
  type ImportOptions,
  prepareProperty,
} from "./prepare-import.ts";
import { type Sending, sendFile } from "./send-file.ts";

const tally = z.object({ total: z.int(), accepted: z.int(), repeated: z.int(), rejected: z.int() });
const lineErrors = z.object({
  items: z.array(z.object({ line: z.int(), field: z.string(), message: z.string() })),
});

const PATIENCE_MS = 180_000;
const LOOK_EVERY_MS = 500;
const SHOWN_ERRORS = 10;
const BROKEN_OFF = [502, 503, 504];
const SENDINGS_WITHOUT_PROGRESS = 5;
const WAIT_FOR_OTHERS_MS = 5_000;

/**
 * Imports a file and prints what became of it. Where the connection breaks, because intake was killed say, it waits
 * until intake is back and sends the file again: what was taken is not taken twice. Returns the exit code: 1 when a row
 * was rejected.
 */
export const runImport = async (options: ImportOptions): Promise<number> => {
  const { gateway, services, tokens } = runningStack();
  const token = tokens.admin ?? "";
  const client = createClient({ gateway, services, patienceMs: PATIENCE_MS, atOnce: 4 });
  const ask: AsAdmin = (call) => client({ ...call, token });
  const mapping = await findMapping(ask, options.mapping);
  const contentType = contentTypeOf(options.file, mapping);
  const propertyId = await prepareProperty(ask, options, mapping);

  const id = `imp_${crypto.randomUUID()}`;
  const query = new URLSearchParams({ id, propertyId, mapping: mapping.name, name: basename(options.file) });
  if (options.history) query.set("history", "true");
  const url = `${gateway || services.intake}/v1/imports?${query}`;
  const steps = createSteps();
  const began = performance.now();
  steps.start(id, `Importing ${basename(options.file)}`);
  try {
    const done = await untilSent({ url, token, file: options.file, contentType }, { ask, steps, id, began });
    const outcome = {
      tookMs: performance.now() - began,
      what: options.rowsAre,
      allErrors: `curl -H "authorization: Bearer $(npx shouwen token --as stf_group_admin)" "${gateway || services.intake}/v1/imports/${id}/errors?limit=200"`,
    };
    steps.done(id, `into ${propertyId}`);
    process.stdout.write(`\n${outcomeText(done, await firstErrors(ask, id), outcome)}\n`);
    return failed(done) ? 1 : 0;
  } catch (error) {
    steps.fail(id);
    throw error;
  }
};

type Watching = { readonly ask: AsAdmin; readonly steps: Steps; readonly id: string; readonly began: number };

/** Sends until the whole file went through. Gives up when several sendings in a row came no further. */
const untilSent = async (sending: Sending, watching: Watching): Promise<Tally> => {
  const { ask, id, steps } = watching;
  let furthest = 0;
  for (let stuck = 0; stuck < SENDINGS_WITHOUT_PROGRESS; ) {
    const answer = await watched(sending, watching);
    if (answer && isFull(answer)) {
      steps.say(
        `${yellow("•")} Two other files are on their way into this property; this one waits for them`,
      );
      await delay(WAIT_FOR_OTHERS_MS);
      continue;
    }
    if (answer && !BROKEN_OFF.includes(answer.status)) return stopped(answer, watching) ?? taken(answer);
    steps.say(`${yellow("•")} The connection to intake broke; waiting until it is back`);
    const call = { service: "intake", path: `/v1/imports/${id}` };
    const { status, body } = await ask(call);
    const { accepted, repeated } = status === 200 ? tally.parse(body) : { accepted: 0, repeated: 0 };
    steps.say(`${yellow("•")} Intake is back. Sending the file again; what was taken is not taken twice`);
    stuck = accepted + repeated > furthest ? 0 : stuck + 1;
    furthest = Math.max(furthest, accepted + repeated);
  }
  throw new Problem("Intake breaks off whenever the file is sent", {
    fix: "Look into .shouwen/logs/intake.log, then give the command again.",
  });
};

const problemIn = ({ body }: Answer): string => String((body as { type?: unknown } | null)?.type ?? "");

const isFull = (answer: Answer): boolean => problemIn(answer).endsWith(":import.too_many_at_once");

/** An import that stopped because so much of its file was wrong: what became of it until then, with its first errors. */
const stopped = (answer: Answer, { ask, id }: Watching): Promise<Tally> | undefined => {
  if (!problemIn(answer).endsWith(":import.too_many_errors")) return undefined;
  return (async () => {
    const { body } = await ask({ service: "intake", path: `/v1/imports/${id}` });
    const { most } = answer.body as { most: number };
    process.stdout.write(
      `\n${yellow("•")} Stopped after ${figure(most)} rows that cannot be read: most likely this is not the file that the mapping is for.\n`,
    );
    return tally.parse(body);
  })();
};

type Readings = { line: number; value: string; readings: Record<string, string> };

/** That nobody can tell the day from the month in a file, with both readings of the first such date. */
const throwOpenDates = ({ line, value, readings }: Readings): never => {
  const both = Object.entries(readings).map(([order, date]) => `${date} (${order})`);
  throw new Problem(
    `Day and month cannot be told apart in this file: line ${line} has ${value}, ${both.join(" or ")}`,
    {
      fix: "Name the format in the mapping: time: local, format: dd/MM/yyyy HH:mm (or MM/dd/yyyy …).",
    },
  );
};

const taken = ({ status, body }: Answer): Tally => {
  if (status < 400) return tally.parse(body);
  const { missing, readings } = (body ?? {}) as { missing?: string[]; readings?: object };
  if (status === 422 && readings) throwOpenDates(body as Readings);
  if (status === 422 && missing)
    throw new Problem(`The file lacks the columns ${missing.join(", ")}; nothing was taken`, {
      fix: "Check the first line of the file, or choose another --mapping.",
    });
  return tally.parse(
    bodyOf({ service: "intake", method: "POST", path: "/v1/imports", token: "" }, { status, body }),
  );
};

/** Sends once and shows how far it is meanwhile; undefined when the connection broke. */
const watched = async (
  sending: Sending,
  { ask, steps, id, began }: Watching,
): Promise<Answer | undefined> => {
  const settled = new AbortController();
  const look = async () => {
    while (!settled.signal.aborted) {
      await delay(LOOK_EVERY_MS, undefined, { signal: settled.signal });
      const { status, body } = await ask({ service: "intake", path: `/v1/imports/${id}` });
      if (status === 200) steps.detail(id, progressText(tally.parse(body), performance.now() - began));
    }
  };
  const looking = look().catch(() => undefined); // the figures are a comfort; what counts is the answer
  const answer = await sendFile(sending).catch(() => undefined);
  settled.abort();
  await pTimeout(looking, { milliseconds: LOOK_EVERY_MS, message: false });
  return answer;
};

const firstErrors = async (ask: AsAdmin, id: string): Promise<readonly LineError[]> => {
  const { status, body } = await ask({
    service: "intake",
    path: `/v1/imports/${id}/errors?limit=${SHOWN_ERRORS}`,
  });
  return status === 200 ? lineErrors.parse(body).items : [];
};
