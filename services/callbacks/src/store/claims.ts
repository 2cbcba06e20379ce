import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { decideMany, maxRounds, type Outcome } from "@shouwen/event-bus/shell";
import type { Person } from "@shouwen/service-kit/auth";
import type { Command } from "@shouwen/service-kit/decision";
import pLimit from "p-limit";
import { type Callback, type CallbackFact, correlationOf } from "../domain/callback.ts";
import { claimCallback } from "../domain/claim-callback.ts";
import type { Callable, SeenCallback } from "../domain/desk.ts";
import { withdrawCallback } from "../domain/end-callback.ts";
import { isWindowOpen, type Terms } from "../domain/terms.ts";
import type { CallbackQueue } from "./callback-queue.ts";

export type ClaimRequest = { readonly propertyId?: string | undefined; readonly count: number };

/** Gives the next due callbacks to one agent: none to two, and the same ones again to a repeated command. */
export type ClaimNext = (command: Command, request: ClaimRequest) => Promise<readonly SeenCallback[]>;

type Sources = {
  readonly callbacks: AggregateStore<Callback, CallbackFact>;
  readonly desk: Pick<CallbackQueue, "duePins" | "nextCallable" | "claimedWith">;
  pinned(propertyId: string, policyVersion: string): Promise<Terms | undefined>;
  /** Which of these customers were erased: nobody calls them any more. */
  erasedAmong(profileIds: readonly string[]): Promise<ReadonlySet<string>>;
};

/**
 * Makes the claiming of callbacks. Two replicas that reach for the same one are kept apart by its version; within a
 * process claims wait for each other, so that a busy desk does not reach for the same one again and again.
 */
export const createClaims = (sources: Sources): ClaimNext => {
  const oneAtATime = pLimit(1);
  return (command, request) => oneAtATime(() => claimNext(sources, command, request));
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
  { callbacks, pinned, erasedAmong }: Sources,
  { person, cause: { once, ...cause } }: Command,
  { ids, isFirst }: Round,
): Promise<readonly SeenCallback[] | "repeated"> => {
  const claim = { by: person.id, command: once?.eventId ?? "" };
  const { saved, repeated } = await decideMany(callbacks, ids, {
    by: "claim callbacks",
    once: isFirst ? once : undefined,
    context: async (things) => {
      const scheduled = [...things].flatMap(([id, { state }]) =>
        state.status === "scheduled" ? [{ id, ...state }] : [],
      );
      const terms = scheduled.map(
        async ({ id, propertyId, policyVersion }) => [id, await pinned(propertyId, policyVersion)] as const,
      );
      return {
        erased: await erasedAmong(scheduled.flatMap(({ profileId }) => profileId ?? [])),
        terms: new Map(await Promise.all(terms)),
      };
    },
    decide: ({ id, state }, { now, context: { erased, terms } }) => {
      if (state.status !== "scheduled") return undefined;
      const why = { ...cause, correlationId: correlationOf(state) };
      if (state.profileId !== null && erased.has(state.profileId))
        return { facts: withdrawCallback(state, now), cause: why };
      const pinnedTo = terms.get(id);
      return pinnedTo && { facts: claimCallback(claim, state, { terms: pinnedTo, now }), cause: why };
    },
  });
  return repeated ? "repeated" : [...saved.values()].flatMap(seenOf);
};

const seenOf = ({ state, version }: Outcome<Callback>): SeenCallback[] =>
  state.status === "scheduled" ? [{ callback: state, version }] : [];
