import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { type Failure, isHarmless, mayTryAgain } from "../domain/try-again.ts";
import type { Replica, Replicas } from "./replicas.ts";

/** A request as it goes to a service. A body that is a stream can be sent once only. */
export type Forwarding = {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | Readable | undefined;
};

/** What the service answered. A short body is read already, a long one streams. */
export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | Readable;
};

/** No replica could take it. `unknown`: one of them broke off, and may have done it. */
export class NoAnswer extends Error {
  readonly unknown: boolean;

  constructor(service: string, unknown: boolean) {
    super(`${service} gave no answer`);
    this.name = "NoAnswer";
    this.unknown = unknown;
  }
}

/** Told of each attempt, for spans and figures. Answers the headers that the attempt carries besides. */
export type Attempting = (replica: Replica) => {
  readonly headers: Record<string, string>;
  ended(how: { status: number | undefined; failure: Failure | undefined }): void;
};

export type Forward = (request: Forwarding, attempting: Attempting) => Promise<Answer>;

/** An answer, a failure, or both: a 503 that may be passed on when nobody else can be asked. */
type Outcome = { readonly answer?: Answer; readonly failure?: Failure };

const shortBodyBytes = 64 * 1_024;

/**
 * Sends a request to one replica after the other until one has answered, as far as that does no harm. What the last
 * replica answered is the answer, even where it is a 503.
 */
export const forwarder =
  (replicas: Replicas): Forward =>
  async (request, attempting) => {
    const outcomes = await askInTurn(replicas, request, attempting);
    const last = outcomes.at(-1);
    if (last?.answer && last.failure !== "turned_away") return last.answer;
    throw new NoAnswer(
      request.service,
      outcomes.some(({ failure }) => failure === "broke_off"),
    );
  };

/** The outcomes of all attempts that were made. */
const askInTurn = async (
  replicas: Replicas,
  request: Forwarding,
  attempting: Attempting,
): Promise<Outcome[]> => {
  const repeatability = {
    harmless: isHarmless(request.method, request.headers),
    atHand: request.body === undefined || Buffer.isBuffer(request.body),
  };
  const tried = new Set<Replica>();
  const outcomes: Outcome[] = [];
  for (;;) {
    const replica = replicas.pick(request.service, tried);
    if (!replica) return outcomes;
    tried.add(replica);
    const outcome = await attempt(request, replica, attempting);
    outcomes.push(outcome);
    if (!outcome.failure) return outcomes;
    drop(replicas, replica, outcome.failure);
    if (!mayTryAgain(outcome.failure, repeatability)) return outcomes;
  }
};

const drop = (replicas: Replicas, replica: Replica, failure: Failure): void => {
  if (failure === "not_sent" || failure === "turned_away") replicas.letGo(replica);
  else replicas.lookAt(replica);
};

const attempt = async (request: Forwarding, replica: Replica, attempting: Attempting): Promise<Outcome> => {
  const { headers, ended } = attempting(replica);
  const outcome = await send(request, replica, headers);
  ended({ status: outcome.answer?.status, failure: outcome.failure });
  return outcome;
};

const send = async (
  request: Forwarding,
  replica: Replica,
  extra: Record<string, string>,
): Promise<Outcome> => {
  try {
    const response = await replica.connections.request({
      method: request.method as Dispatcher.HttpMethod,
      path: request.path,
      headers: { ...request.headers, ...extra },
      body: untilSent(request.body),
      ...(isStream(request.body) ? { headersTimeout: 0 } : {}),
    });
    return await outcomeOf(response);
  } catch (error) {
    return { failure: wasSent(error) ? "broke_off" : "not_sent" };
  }
};

/** A long file is answered when all of it was taken, and undici counts the time until then as waiting for headers. */
const isStream = (body: Forwarding["body"]): boolean => body !== undefined && !Buffer.isBuffer(body);

/** A generator, because undici destroys a stream when the connection is refused, and a generator is not begun by then. */
const untilSent = (body: Forwarding["body"]): Buffer | Readable | null => {
  if (body === undefined || Buffer.isBuffer(body)) return body ?? null;
  return partsOf(body) as unknown as Readable; // undici takes iterables, its types do not say so
};

/**
 * A service may answer before the end. Then the stream is not destroyed, because the answer has yet to go back on its
 * socket, and what is left of it is read, so that it is not in the way of the next request.
 */
async function* partsOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body.iterator({ destroyOnReturn: false });
  } finally {
    body.resume();
  }
}

const beforeSending = new Set([
  "ECONNREFUSED",
  "UND_ERR_CONNECT_TIMEOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/**
 * Whether a service may have got the request that failed. Not a proxy library nor undici's retries: they repeat by method
 * and status, and here a command may go to another replica only if certainly nobody has it.
 */
const wasSent = (error: unknown): boolean => {
  const { code, syscall } = error as { code?: string; syscall?: string };
  return !(syscall === "connect" || beforeSending.has(code ?? ""));
};

const outcomeOf = async (response: Dispatcher.ResponseData): Promise<Outcome> => {
  const { statusCode: status, headers, body } = response;
  const isShort = Number(headers["content-length"] ?? Number.POSITIVE_INFINITY) <= shortBodyBytes;
  const answer = { status, headers, body: isShort ? Buffer.from(await body.bytes()) : body };
  const failure = status === 503 && Buffer.isBuffer(answer.body) ? failureOf(answer.body) : undefined;
  return failure ? { answer, failure } : { answer };
};

/** What a 503 means: the server's own words while it closes, or the problem document of a service in trouble. */
const failureOf = (body: Buffer): Failure | undefined => {
  try {
    const { error, type } = JSON.parse(body.toString()) as { error?: string; type?: string };
    if (type === "urn:shouwen:problem:unavailable") return "unavailable";
    return error === "Service Unavailable" && type === undefined ? "turned_away" : undefined;
  } catch {
    return undefined;
  }
};
