import { createHash, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { Fact } from "@shouwen/contracts/define-event";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { Cause } from "@shouwen/event-bus/outbox";
import { decideOne, decideTogether, type Outcome } from "@shouwen/event-bus/shell";
import type { FastifyRequest } from "fastify";
import { maySee, type Person, personBehind } from "./auth.ts";

/** A command's circumstances: who gave it, under which key it is carried out once, and on which version it insists. */
export type Command = { readonly person: Person; readonly cause: Cause; readonly ifVersion?: number };

/** Carries out a command on one thing: load, decide, save. The only place where a decision meets the database. */
export type Handle<State, F extends Fact> = (
  id: string,
  command: Command,
  decide: (state: State, now: string) => readonly F[],
) => Promise<Outcome<State>>;

type Rules<State> = {
  readonly notFound: () => Error;
  readonly propertyOf: (state: State) => string | undefined;
  readonly correlationOf?: (state: State) => string;
};

/** Throws "not found" when a thing belongs to a property that the person may not see. */
const requireVisible =
  <State>({ propertyOf, notFound }: Rules<State>, person: Person) =>
  (state: State): void => {
    const propertyId = propertyOf(state);
    if (propertyId !== undefined && !maySee(person, propertyId)) throw notFound();
  };

/**
 * Makes the command handler of one kind of thing. Things of another property are "not found". A version conflict is
 * tried again three times; a command id that was carried out before answers the state as it is now.
 */
export const commandHandler =
  <State, F extends Fact>(store: AggregateStore<State, F>, rules: Rules<State>): Handle<State, F> =>
  (id, { person, cause, ifVersion }, decide) =>
    decideOne(store, id, {
      cause,
      ifVersion,
      check: requireVisible(rules, person),
      correlationOf: rules.correlationOf,
      decide: (state, { now }) => decide(state, now),
    });

/**
 * Carries out a command on several things of one kind: all of them change, or none does. An `If-Match` is about the first.
 * Only for what has no meaning by halves, such as an exchange; everything else decides about one thing.
 */
export type HandleTogether<State, F extends Fact> = (
  ids: readonly string[],
  command: Command,
  decide: (states: readonly State[], now: string) => readonly (readonly F[])[],
) => Promise<readonly Outcome<State>[]>;

/** Makes the handler of commands on several things. Conflicts and repeats are dealt with as for one thing. */
export const jointCommandHandler =
  <State, F extends Fact>(store: AggregateStore<State, F>, rules: Rules<State>): HandleTogether<State, F> =>
  (ids, { person, cause, ifVersion }, decide) =>
    decideTogether(store, ids, {
      cause,
      ifVersion,
      check: requireVisible(rules, person),
      correlationOf: rules.correlationOf,
      decide,
    });

const entityTag = /^(?:W\/)?"(\d+)"$/;
const longestId = 500;

/** An address may be longer than what a database keeps as a key: a long one is kept by its digest. */
const commandId = (method: string, url: string, key: string): string => {
  const id = `cmd ${method} ${url} ${key}`;
  return id.length <= longestId ? id : `cmd ${createHash("sha256").update(id).digest("hex")}`;
};

/** Two bytes: they find a key that is used again for something else, and nobody finds a phone number by them. */
const digestOf = (body: unknown): { digest?: number } => {
  if (body instanceof Readable) return {}; // a file, read as it comes
  const said = createHash("sha256").update(JSON.stringify(body ?? null));
  return { digest: said.digest().readUInt16BE() };
};

/** The circumstances of an HTTP command: its person, its `Idempotency-Key` (or one made here) and its `If-Match`. */
export const commandOf = (request: FastifyRequest): Command => {
  const person = personBehind(request);
  const key = request.headers["idempotency-key"];
  const ifVersion = versionAskedBy(request);
  const once = {
    consumer: "http",
    source: `/people/${person.id}`,
    eventId: commandId(request.method, request.url, typeof key === "string" ? key : randomUUID()),
    ...digestOf(request.body),
  };
  return {
    person,
    cause: { actor: person.id, correlationId: request.id, once },
    ...(ifVersion === undefined ? {} : { ifVersion }),
  };
};

/** The version on which an `If-Match` insists. */
export const versionAskedBy = (request: FastifyRequest): number | undefined => {
  const tag = entityTag.exec(request.headers["if-match"] ?? "");
  return tag ? Number(tag[1]) : undefined;
};

/** The `ETag` of a version. */
export const tagOf = (version: number): string => `"${version}"`;

/**
 * The id of what a command makes: the same for the same command, so that one that comes twice makes one thing. A name
 * that says nothing, as long as a uuid.
 */
export const idOfCommand = (prefix: string, { cause }: Command): string => {
  const { source = "", eventId = randomUUID() } = cause.once ?? {};
  const digest = createHash("sha256").update(`${prefix} ${source} ${eventId}`).digest("hex");
  return `${prefix}_${digest.slice(0, 32)}`;
};
