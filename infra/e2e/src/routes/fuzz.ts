import { problemWords } from "@shouwen/service-kit/problem-words/all";
import { oddBodies, oddCursors, oddHeaders, oddJson, oddTexts, seeded } from "./odd-values.ts";
import { nameOf, type Operation } from "./operations.ts";
import { addressOf, type Known, requestFor, type Sent } from "./samples.ts";

/** What came of a fuzz: how much was sent, what was answered, and every answer that must not be. */
export type Fuzzed = {
  operations: number;
  requests: number;
  readonly statuses: Record<string, number>;
  /** Routes whose plain request, before anything odd, was taken. */
  taken: number;
  readonly failures: string[];
};

export type FuzzOptions = {
  readonly known: Known;
  readonly seed: number;
  /** Odd values for each field of a body and each filter. */
  readonly perField: number;
  readonly withinMs: number;
  /** The `authorization` of whoever asks, or nothing; a new person every so often, so that no limit of a person is met. */
  authorizationFor(operation: Operation, count: number): Promise<string>;
};

type Case = { readonly what: string; readonly sent: Sent };

/** So many of a list, others each time. */
const some = <Item>(all: readonly Item[], count: number, random: () => number): Item[] => {
  const from = Math.floor(random() * all.length);
  return Array.from(
    { length: Math.min(count, all.length) },
    (_, at) => all[(from + at) % all.length] as Item,
  );
};

const oddPaths = (plain: Sent, random: () => number): Case[] =>
  Object.keys(plain.path).flatMap((name) =>
    some(oddTexts, 6, random)
      .filter((text) => text !== "")
      .concat("%00", "x".repeat(300))
      .map((text) => ({
        what: `${name}=${text.slice(0, 30)}`,
        sent: { ...plain, path: { ...plain.path, [name]: text } },
      })),
  );

const oddFilters = (
  operation: Operation,
  plain: Sent,
  options: { perField: number; random: () => number },
): Case[] =>
  operation.parameters
    .filter((one) => one.in === "query")
    .flatMap(({ name }) => {
      const odd =
        name === "cursor" || name === "after"
          ? oddCursors
          : ["%00", ...some(oddTexts, options.perField, options.random)];
      return odd.map((text) => ({
        what: `?${name}=${text.slice(0, 40)}`,
        sent: { ...plain, query: { ...plain.query, [name]: text } },
      }));
    })
    .concat({ what: "?nonsense", sent: { ...plain, query: { ...plain.query, nonsense: "1" } } });

/** The ways to the fields of a body, a few levels down. */
const fieldsOf = (value: unknown, depth = 0): string[][] => {
  if (typeof value !== "object" || value === null || depth > 3) return [];
  return Object.entries(value).flatMap(([name, inside]) => [
    [name],
    ...fieldsOf(inside, depth + 1).map((rest) => [name, ...rest]),
  ]);
};

const marker = '"the odd value stands here"';

/** The body's text with other JSON in the place of one field. */
const withField = (body: string, way: readonly string[], odd: string): string => {
  const copy: unknown = JSON.parse(body);
  let inside = copy as Record<string, unknown>;
  for (const name of way.slice(0, -1)) inside = inside[name] as Record<string, unknown>;
  inside[way.at(-1) ?? ""] = JSON.parse(marker);
  return JSON.stringify(copy).replace(marker, () => odd);
};

const oddBodiesOf = (whole: Sent, options: { perField: number; random: () => number }): Case[] => {
  const { body } = whole;
  if (body === undefined) return [];
  const fields = body.startsWith("{") ? fieldsOf(JSON.parse(body)) : [];
  return fields.flatMap((way) =>
    some(oddJson, options.perField, options.random).map((odd) => ({
      what: `${way.join(".")}=${odd.slice(0, 40)}`,
      sent: { ...whole, body: withField(body, way, odd) },
    })),
  );
};

const casesOf = (
  operation: Operation,
  { known, perField, random }: { known: Known; perField: number; random: () => number },
): Case[] => {
  const [plain, whole] = [requestFor(operation, known, false), requestFor(operation, known, true)];
  const isCommand = operation.method !== "GET";
  return [
    { what: "as described", sent: plain },
    { what: "as described, with everything", sent: whole },
    ...oddPaths(plain, random),
    ...oddFilters(operation, plain, { perField, random }),
    ...(isCommand ? oddBodiesOf(whole, { perField, random }) : []),
    ...(isCommand
      ? oddBodies.map((body) => ({ what: `body ${body?.slice(0, 30)}`, sent: { ...plain, body } }))
      : []),
    ...oddHeaders.map((headers) => ({
      what: `header ${JSON.stringify(headers).slice(0, 50)}`,
      sent: { ...plain, headers },
    })),
  ];
};

const answerWithinMs = 30_000;

const send = async (operation: Operation, sent: Sent, authorization: string): Promise<Response> =>
  fetch(addressOf(operation, sent), {
    method: operation.method,
    signal: AbortSignal.timeout(answerWithinMs),
    headers: {
      ...(authorization === "" ? {} : { authorization }),
      ...(sent.body === undefined ? {} : { "content-type": operation.fileType ?? "application/json" }),
      ...(operation.method === "GET" ? {} : { "idempotency-key": crypto.randomUUID() }),
      ...sent.headers,
    },
    ...(sent.body === undefined || operation.method === "GET" ? {} : { body: sent.body }),
  });

type Problem = {
  readonly type?: string;
  readonly title?: string;
  readonly errors?: readonly { field?: string }[];
};

/** What is wrong with an answer; undefined where nothing is. */
const faultOf = async (operation: Operation, answer: Response): Promise<string | undefined> => {
  const text = await answer.text();
  if (answer.ok && answer.headers.has("etag") && !operation.saysTag) return "an ETag that is not described";
  if (answer.status < 400) return undefined;
  if (!answer.headers.get("content-type")?.startsWith("application/problem+json"))
    return `no problem document: ${text.slice(0, 100)}`;
  const { type = "", title, errors } = JSON.parse(text) as Problem;
  const code = type.replace("urn:shouwen:problem:", "");
  if (answer.status >= 500) return `${code}: ${title}`;
  if (!Object.hasOwn(problemWords, code)) return `a code that stands on no page: ${code}`;
  if (code === "invalid" && !errors?.every(({ field }) => field))
    return "an invalid request whose field is not named";
  return undefined;
};

/** Something we stand on may be away for a moment on a busy machine: it is asked once more. */
const answerTo = async (operation: Operation, sent: Sent, authorization: string): Promise<Response> => {
  const answer = await send(operation, sent, authorization);
  return answer.status === 503 ? send(operation, sent, authorization) : answer;
};

type Turn = { readonly operation: Operation; readonly one: Case };

const shuffled = <Item>(all: readonly Item[], random: () => number): Item[] =>
  all
    .map((item) => ({ item, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);

/** One case of each route, then the next of each: however early it ends, every route had its share. */
const turnsOf = (operations: readonly Operation[], options: FuzzOptions): Turn[] => {
  const byRoute = operations.map((operation) => {
    const random = seeded(options.seed + nameOf(operation).length * 31);
    const [plain, ...odd] = casesOf(operation, { ...options, random });
    return [...(plain ? [plain] : []), ...shuffled(odd, random)].map((one) => ({ operation, one }));
  });
  const most = Math.max(0, ...byRoute.map(({ length }) => length));
  return Array.from({ length: most }, (_, at) => byRoute.flatMap((turns) => turns.slice(at, at + 1))).flat();
};

const take = async (
  { operation, one: { what, sent } }: Turn,
  options: FuzzOptions,
  fuzzed: Fuzzed,
): Promise<void> => {
  fuzzed.requests += 1;
  const authorization = await options.authorizationFor(operation, fuzzed.requests);
  const answer = await answerTo(operation, sent, authorization);
  const status = `${String(answer.status)[0]}xx`;
  fuzzed.statuses[status] = (fuzzed.statuses[status] ?? 0) + 1;
  if (what === "as described" && answer.ok) fuzzed.taken += 1;
  const fault = await faultOf(operation, answer);
  if (fault !== undefined) throw new Error(`${answer.status} ${fault}`);
};

const atOnce = 8;

/**
 * Sends odd requests to every route, for as long as there are some or there is time. No answer may be a fault, and every
 * refusal is a problem document that we know.
 */
export const fuzz = async (operations: readonly Operation[], options: FuzzOptions): Promise<Fuzzed> => {
  const fuzzed: Fuzzed = { operations: operations.length, requests: 0, statuses: {}, taken: 0, failures: [] };
  const turns = turnsOf(operations, options);
  const endsAt = performance.now() + options.withinMs;
  const work = async () => {
    for (let turn = turns.shift(); turn; turn = turns.shift()) {
      if (performance.now() > endsAt) return;
      const name = `${nameOf(turn.operation)} · ${turn.one.what}`;
      await take(turn, options, fuzzed).catch((error: Error) =>
        fuzzed.failures.push(`${name} · ${error.message}`),
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return fuzzed;
};
