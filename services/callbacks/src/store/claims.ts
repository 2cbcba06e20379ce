import {
  type AggregateStore,
  apply,
  maxRounds,
  type Pending,
  pendingFor,
  type Snapshot,
} from "@shouwen/event-bus/aggregate-store";
import { wasHandledBefore } from "@shouwen/event-bus/database";
import type { Person } from "@shouwen/service-kit/auth";
import { askedFor, type Command, wasSeen } from "@shouwen/service-kit/decision";
import { type Callback, correlationOf, type ScheduledCallback } from "../domain/callback.ts";
import { claimCallback } from "../domain/claim-callback.ts";
import type { Callable, SeenCallback } from "../domain/desk.ts";
import { withdrawCallback } from "../domain/end-callback.ts";
import { isWindowOpen, type Terms } from "../domain/terms.ts";
import type { CallbackDesk } from "./callback-desk.ts";

export type ClaimRequest = { readonly propertyId?: string | undefined; readonly count: number };

/** Gives the next due callbacks to one agent: none to two, and the same ones again to a repeated command. */
export type ClaimNext = (command: Command, request: ClaimRequest) => Promise<readonly SeenCallback[]>;

type Sources = {
  readonly callbacks: AggregateStore<Callback>;
  readonly desk: Pick<CallbackDesk, "duePins" | "nextCallable" | "claimedWith">;
  pinned(propertyId: string, policyVersion: string): Promise<Terms | undefined>;
  /** Which of these customers were erased: nobody calls them any more. */
  erasedAmong(profileIds: readonly string[]): Promise<ReadonlySet<string>>;
};

/**
 * Makes the claiming of callbacks. Two replicas that reach for the same one are kept apart by its version; within a
 * process claims wait for each other, so that a busy desk does not reach for the same one again and again.
 */
export const createClaims = (sources: Sources): ClaimNext => {
  let last: Promise<unknown> = Promise.resolve();
  return (command, request) => {
    const mine = last.then(() => claimNext(sources, command, request));
    last = Promise.allSettled([mine]);
    return mine;
  };
};

const claimNext = async (
  sources: Sources,
  command: Command,
  { propertyId, count }: ClaimRequest,
): Promise<readonly SeenCallback[]> => {
  const { desk } = sources;
  const before = await desk.claimedWith(command.person, commandId(command));
  if (before.length > 0) return before;
  const claimed: SeenCallback[] = [];
  for (let round = 1; claimed.length < count && round <= maxRounds; round++) {
    const callable = await callableNow(sources, command.person, propertyId);
    const ids = await desk.nextCallable(command.person, callable, count - claimed.length);
    if (ids.length === 0) break;
    const isFirst = claimed.length === 0;
    const more = await claimThese(sources, command, { ids, isFirst });
    if (more === "repeated") return desk.claimedWith(command.person, commandId(command));
    claimed.push(...more);
  }
  return claimed;
};

const commandId = ({ cause }: Command): string => cause.once?.eventId ?? "";

/** The terms under which callbacks are due now, with whether their windows are open. */
const callableNow = async (
  { desk, pinned }: Sources,
  person: Person,
  propertyId: string | undefined,
): Promise<readonly Callable[]> => {
  const { now, pins } = await desk.duePins(person, propertyId);
  const found = await Promise.all(
    pins.map(async (pin) => {
      const terms = await pinned(pin.propertyId, pin.policyVersion);
      if (!terms) return [];
      return [{ ...pin, windowOpen: isWindowOpen(terms, now), wishStandsMs: terms.policy.wishStandsMs }];
    }),
  );
  return found.flat();
};

type Round = { readonly ids: readonly string[]; readonly isFirst: boolean };

/** Decides about these and saves it in one statement. What somebody else got meanwhile is left out. */
const claimThese = async (
  sources: Sources,
  command: Command,
  { ids, isFirst }: Round,
): Promise<readonly SeenCallback[] | "repeated"> => {
  const once = isFirst ? command.cause.once : undefined;
  const snapshot = await sources.callbacks.read(ids, once && askedFor(once));
  if (once && wasSeen(snapshot.seen, once)) return "repeated";
  const pending = await decideAll(sources, command, { ids, snapshot });
  if (once) pending.find(isClaim)?.inbox.push(once);
  const saved = await sources.callbacks.save(pending, snapshot.now).catch((error: unknown) => {
    // The same command came twice at one moment, to two replicas.
    if (wasHandledBefore(error)) return "repeated" as const;
    throw error;
  });
  if (saved === "repeated") return saved;
  return pending.filter((one) => isClaim(one) && saved.has(one.id)).flatMap(seenOf);
};

const isClaim = ({ state, facts }: Pending<Callback>): boolean =>
  state.status === "scheduled" && facts.length > 0;

const seenOf = ({ state, loaded, facts }: Pending<Callback>): SeenCallback[] =>
  state.status === "unknown" ? [] : [{ callback: state, version: loaded.version + facts.length }];

type Found = { readonly ids: readonly string[]; readonly snapshot: Snapshot<Callback> };

const decideAll = async (
  { callbacks, pinned, erasedAmong }: Sources,
  command: Command,
  { ids, snapshot: { things, now } }: Found,
): Promise<Pending<Callback>[]> => {
  const { person, cause } = command;
  const scheduled = ids.flatMap((id) => {
    const loaded = things.get(id);
    return loaded?.state.status === "scheduled" ? [{ id, state: loaded.state, version: loaded.version }] : [];
  });
  const erased = await erasedAmong(scheduled.flatMap(({ state }) => state.profileId ?? []));
  const claim = { by: person.id, command: commandId(command) };
  const decide = async (state: ScheduledCallback) => {
    if (state.profileId !== null && erased.has(state.profileId)) return withdrawCallback(state, now);
    const terms = await pinned(state.propertyId, state.policyVersion);
    return terms ? claimCallback(claim, state, { terms, now }) : [];
  };
  return Promise.all(
    scheduled.map(async ({ id, state, version }) => {
      const pending = pendingFor<Callback>(id, { state, version });
      apply(callbacks.definition, pending, {
        facts: await decide(state),
        cause: { ...cause, correlationId: correlationOf(state) },
      });
      return pending;
    }),
  );
};
