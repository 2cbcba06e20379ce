import { createHash, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { Fact } from "@shouwen/contracts/define-event";
import { type AggregateStore, apply, maxRounds, pendingFor } from "@shouwen/event-bus/aggregate-store";
import { wasHandledBefore } from "@shouwen/event-bus/database";
import type { Cause, InboxKey } from "@shouwen/event-bus/outbox";
import { rejection } from "@shouwen/event-bus/rejection";
import type { FastifyRequest } from "fastify";
import { maySee, type Person, personBehind } from "./auth.ts";

/** A command's circumstances: who gave it, under which key it is carried out once, and on which version it insists. */
export type Command = { readonly person: Person; readonly cause: Cause; readonly ifVersion?: number };

export type Outcome<State> = {
  readonly state: State;
  readonly version: number;
  readonly facts: readonly Fact[];
  /** The command had been carried out before; nothing was decided again. */
  readonly repeated: boolean;
};

/** Carries out a command on one thing: load, decide, save. The only place where a decision meets the database. */
export type Handle<State> = (
  id: string,
  command: Command,
  decide: (state: State, now: string) => readonly Fact[],
) => Promise<Outcome<State>>;

const staleVersion = rejection("stale_version", "stale", "It has changed since you read it; read it again");
export const tooBusy = rejection(
  "changed_meanwhile",
  "conflict",
  "Others keep changing it at the same moment; try again",
);

type Decide<State> = (state: State, now: string) => readonly Fact[];

export type Rules<State> = {
  readonly notFound: () => Error;
  readonly propertyOf: (state: State) => string | undefined;
  readonly correlationOf?: (state: State) => string;
};

/** Throws "not found" when a thing belongs to a property that the person may not see. */
export const demandVisible = <State>(rules: Rules<State>, person: Person, state: State): void => {
  const propertyId = rules.propertyOf(state);
  if (propertyId !== undefined && !maySee(person, propertyId)) throw rules.notFound();
};

/** Throws "stale" when the command insists on another version. */
export const demandVersion = ({ ifVersion }: Command, version: number): void => {
  if (ifVersion !== undefined && ifVersion !== version) throw staleVersion({ version });
};

/** How a read looks for a command in the inbox. */
export const askedFor = (once: InboxKey): Parameters<AggregateStore<unknown>["read"]>[1] => ({
  consumer: once.consumer,
  eventIds: [once.eventId],
  once,
});

/** Whether a read found the command: carried out before, by the same person. */
export const wasSeen = (seen: ReadonlySet<string>, once: InboxKey): boolean =>
  seen.has(`${once.source} ${once.eventId}`);

/**
 * Makes the command handler of one kind of thing. Things of another property are "not found". A version conflict is
 * tried again three times; a command id that was carried out before answers the state as it is now.
 */
export const commandHandler = <State>(store: AggregateStore<State>, rules: Rules<State>): Handle<State> => {
  const attempt = async (
    id: string,
    command: Command,
    decide: Decide<State>,
  ): Promise<Outcome<State> | undefined> => {
    const { once } = command.cause;
    const { things, seen, now } = await store.read([id], once && askedFor(once));
    const loaded = things.get(id) ?? { state: store.definition.initial, version: 0 };
    demandVisible(rules, command.person, loaded.state);
    if (once && wasSeen(seen, once)) return { ...loaded, facts: [], repeated: true };
    demandVersion(command, loaded.version);
    const pending = pendingFor(id, loaded);
    const facts = decide(loaded.state, now);
    const correlationId = rules.correlationOf?.(loaded.state) || command.cause.correlationId;
    apply(store.definition, pending, { facts, cause: { ...command.cause, correlationId } });
    if (once) pending.inbox.push(once);
    if (!(await store.save([pending], now)).has(id)) return undefined;
    return { state: pending.state, version: loaded.version + facts.length, facts, repeated: false };
  };
  return async (id, command, decide) => {
    for (let round = 1; round <= maxRounds; round++) {
      const outcome = await attempt(id, command, decide).catch((error: unknown) => {
        // The same command came twice at one moment, or its first commit's answer was lost: read what it did.
        if (wasHandledBefore(error)) return undefined;
        throw error;
      });
      if (outcome) return outcome;
    }
    throw tooBusy();
  };
};

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
export const idMadeBy = (prefix: string, { cause }: Command): string => {
  const { source = "", eventId = randomUUID() } = cause.once ?? {};
  const digest = createHash("sha256").update(`${prefix} ${source} ${eventId}`).digest("hex");
  return `${prefix}_${digest.slice(0, 32)}`;
};
