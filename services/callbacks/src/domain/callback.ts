import { type DataOf, type FactOf, internalFact } from "@shouwen/contracts/define-event";
import type {
  callbackAttempted,
  callbackCompleted,
  callbackExpired,
  callbackRescheduled,
  callbackScheduled,
} from "@shouwen/contracts/events/callback";
import { addMs, msBetween } from "@shouwen/contracts/moment";
import { later } from "./terms.ts";

/** An agent holds it, until a moment. After that it is anybody's again, though the holder may still report a call. */
export type Claim = {
  readonly by: string;
  readonly until: string;
  /** The command that claimed it, so that a repeat of the command gives the same callbacks. */
  readonly command: string;
};

/** Who holds a callback is the desk's own business and no event. */
export const callbackClaimed = (data: Claim) => internalFact("callback.claimed", data);
export const callbackReleased = () => internalFact("callback.released", {});

export type CallbackFact =
  | FactOf<
      | typeof callbackScheduled
      | typeof callbackAttempted
      | typeof callbackRescheduled
      | typeof callbackCompleted
      | typeof callbackExpired
    >
  | ReturnType<typeof callbackClaimed>
  | ReturnType<typeof callbackReleased>;

/** One dial, as it is kept. */
export type Dial = Pick<
  DataOf<typeof callbackAttempted>,
  "attempt" | "disposition" | "by" | "at" | "nextDueAt"
>;

type About = Pick<
  DataOf<typeof callbackScheduled>,
  | "callbackId"
  | "ticketId"
  | "propertyId"
  | "kind"
  | "profileId"
  | "language"
  | "ownerId"
  | "handlerId"
  | "resolution"
  | "policyVersion"
> & {
  readonly scheduledAt: string;
  readonly dueAt: string;
  /** The time that the customer asked for, until somebody dials again. */
  readonly wishedAt: string | null;
  readonly expiresAt: string;
  /** From the due time to the expiry, as they were scheduled. */
  readonly allowedMs: number;
  readonly dials: readonly Dial[];
  /** How many events it has said. */
  readonly told: number;
};

export type ScheduledCallback = About & { readonly status: "scheduled"; readonly claim: Claim | null };

export type CompletedCallback = About &
  Pick<DataOf<typeof callbackCompleted>, "outcome" | "rating" | "words" | "by"> & {
    readonly status: "completed";
    readonly completedAt: string;
  };

export type ExpiredCallback = About & { readonly status: "expired"; readonly expiredAt: string };

export type KnownCallback = ScheduledCallback | CompletedCallback | ExpiredCallback;

/** The promise to call a customer about one resolution of a ticket. */
export type Callback = { readonly status: "unknown"; readonly told: 0 } | KnownCallback;

export const unknownCallback: Callback = { status: "unknown", told: 0 };

/** What a callback is after one of its facts. */
export const evolveCallback = (state: Callback, known: CallbackFact): Callback => {
  if (known.type === "callback.scheduled.v1") return scheduled(known.data);
  // Facts are decided about a scheduled callback only.
  if (state.status !== "scheduled") return state;
  return change(known.internal === true ? state : { ...state, told: state.told + 1 }, known);
};

const scheduled = ({ at, expiresAt, dueAt, ...about }: DataOf<typeof callbackScheduled>): Callback => ({
  status: "scheduled",
  ...about,
  scheduledAt: at,
  dueAt,
  expiresAt,
  allowedMs: msBetween(dueAt, expiresAt),
  wishedAt: null,
  claim: null,
  dials: [],
  told: 1,
});

const change = (state: ScheduledCallback, { type, data }: CallbackFact): Callback => {
  switch (type) {
    case "callback.scheduled.v1":
      return state;
    case "callback.claimed":
      return { ...state, claim: data };
    case "callback.released":
      return { ...state, claim: null };
    case "callback.attempted.v1":
      return dialled(state, data);
    case "callback.rescheduled.v1":
      return moved(state, data);
    case "callback.completed.v1": {
      const { claim: _given, ...about } = state;
      const { outcome, rating, words, by, at } = data;
      return { ...about, status: "completed", outcome, rating, words, by, completedAt: at };
    }
    case "callback.expired.v1": {
      const { claim: _given, ...about } = state;
      return { ...about, status: "expired", expiredAt: data.at };
    }
  }
};

const dialled = (state: ScheduledCallback, data: DataOf<typeof callbackAttempted>): ScheduledCallback => {
  const { attempt, disposition, by, at, nextDueAt } = data;
  const dials = [...state.dials, { attempt, disposition, by, at, nextDueAt }];
  return { ...state, dials, claim: null, wishedAt: null, dueAt: nextDueAt ?? state.dueAt };
};

/** A customer's wish takes the expiry along; a move of ours does not. */
const moved = (state: ScheduledCallback, data: DataOf<typeof callbackRescheduled>): ScheduledCallback => {
  const { dueAt, wishedByCustomer } = data;
  if (!wishedByCustomer) return { ...state, dueAt, wishedAt: null, claim: null };
  const expiresAt = later(state.expiresAt, addMs(dueAt, state.allowedMs));
  return { ...state, dueAt, wishedAt: dueAt, expiresAt, claim: null };
};

/** What every event of a callback repeats. */
export const about = (state: KnownCallback, now: string) => ({
  callbackId: state.callbackId,
  ticketId: state.ticketId,
  propertyId: state.propertyId,
  kind: state.kind,
  profileId: state.profileId,
  language: state.language,
  ownerId: state.ownerId,
  handlerId: state.handlerId,
  resolution: state.resolution,
  at: now,
});

/** The customer's matter from end to end goes by the id of the request that the ticket was made of. */
export const correlationOf = (state: Callback): string =>
  state.status === "unknown" ? "" : requestIdOf(state.ticketId);

/** The request that a ticket was made of: the same uuid under another prefix. */
export const requestIdOf = (ticketId: string): string => `req_${ticketId.slice("tic_".length)}`;
