import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "@shouwen/stack/problem";
import pLimit from "p-limit";
import { z } from "zod";

/** A question or a command to the platform. `service` says whom to ask where there is no gateway. */
export type Call = {
  readonly service: string;
  readonly method?: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
  /** Makes a command safe to repeat; without it a POST is sent once only. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What the platform answered; a problem document where `status` is 400 or more. */
export type Answer = { readonly status: number; readonly body: unknown };

/** Asks the platform as anybody. Rejects when nobody answers for as long as its patience lasts. */
export type Client = (call: Call) => Promise<Answer>;

/** How to reach the platform, and how hard to try. */
export type ClientOptions = {
  readonly gateway: string;
  readonly services: Readonly<Record<string, string>>;
  /** How long a service may be away. */
  readonly patienceMs: number;
  /** How many calls are under way at once. */
  readonly atOnce: number;
};

const ANSWER_WITHIN_MS = 30_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
const BUSY = [429, 502, 503, 504];

/**
 * Makes a client that outlives a restart of whatever it asks: a call that found nobody, or whose answer was lost, is
 * repeated under the same Idempotency-Key until somebody has answered.
 */
export const createClient = (options: ClientOptions): Client => {
  const limit = pLimit(options.atOnce);
  return (call) => limit(() => untilAnswered(options, call));
};

const untilAnswered = async (options: ClientOptions, call: Call): Promise<Answer> => {
  const deadline = performance.now() + options.patienceMs;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const answer = await send(options, call).catch((error: unknown) => error);
    if (isAnswer(answer) && !BUSY.includes(answer.status)) return answer;
    const isSafe = call.method !== "POST" || call.key !== undefined;
    if (!isSafe || performance.now() + waitMs > deadline) return giveUp(call, answer);
    await delay(waitMs);
  }
};

const isAnswer = (outcome: unknown): outcome is Answer => !(outcome instanceof Error);

const giveUp = ({ method = "GET", path }: Call, outcome: unknown): Answer => {
  if (isAnswer(outcome)) return outcome;
  throw new Problem(`${method} ${path} was not answered`, {
    fix: "Look which service is away: npx shouwen status",
    cause: outcome,
  });
};

const send = async ({ gateway, services }: ClientOptions, call: Call): Promise<Answer> => {
  const { service, method = "GET", path, token, body, key, headers = {} } = call;
  const response = await fetch(`${gateway || services[service]}${path}`, {
    method,
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : parsed(text) };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const problemDocument = z
  .looseObject({
    type: z.string().catch(""),
    title: z.string().catch(""),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).catch([]),
    problems: z.array(z.object({ path: z.string(), message: z.string() })).catch([]),
  })
  .catch({ type: "", title: "", errors: [], problems: [] });

/** The body of a good answer; throws what the platform said otherwise, with each field that it names. */
export const bodyOf = (call: Call, { status, body }: Answer): unknown => {
  if (status < 400) return body;
  const { type, title, errors, problems } = problemDocument.parse(body ?? {});
  const places = [
    ...errors.map(({ field, message }) => `${field}: ${message}`),
    ...problems.map(({ path, message }) => `${path}: ${message}`),
  ];
  const said = `${call.method ?? "GET"} ${call.path} answered ${status} ${type} ${title}`.trimEnd();
  throw new Problem([said, ...places].join("\n    "), { fix: fixOf(status, places.length > 0) });
};

const fixOf = (status: number, hasPlaces: boolean): string => {
  if (status >= 500) return "Its service's log in .shouwen/logs says more.";
  return hasPlaces
    ? "Mend what is named above."
    : "What the platform knows under which address: /openapi.json of its gateway.";
};
