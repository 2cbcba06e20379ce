import { aggregate } from "@shouwen/event-bus/aggregate";
import { evolveCallback, type KnownCallback, unknownCallback } from "../domain/callback.ts";
import { expiresByItselfAt } from "../domain/end-callback.ts";
import { type CallbackRow, tables } from "./generated/tables.ts";

/** By what callbacks can be looked for. */
export const { columns: callbackColumns } = tables.callback;

/** SQL: nobody holds it now. */
export const isFree = "(claimed_until is null or claimed_until <= clock_timestamp())";
/** SQL: its time has come and nobody holds it. */
export const isDue = `(status = 'scheduled' and due_at <= clock_timestamp() and ${isFree})`;

/** How callbacks are kept: the whole state, and the columns by which the desk looks for them. */
export const callbackTable = aggregate({
  table: tables.callback,
  initial: unknownCallback,
  evolve: evolveCallback,
  publishedFacts: (state) => state.told,
  row: (state) => rowOf(state),
  timers: (state) =>
    state.status === "scheduled"
      ? [{ name: "expiry", kind: "callback_expiry", fireAt: expiresByItselfAt(state) }]
      : [],
});

const rowOf = (callback: KnownCallback): CallbackRow => {
  const claim = callback.status === "scheduled" ? callback.claim : null;
  const done = callback.status === "completed" ? callback : undefined;
  return {
    propertyId: callback.propertyId,
    ticketId: callback.ticketId,
    resolution: callback.resolution,
    policyVersion: callback.policyVersion,
    status: callback.status,
    dueAt: callback.dueAt,
    wishedAt: callback.wishedAt,
    claimedBy: claim?.by ?? null,
    claimedUntil: claim?.until ?? null,
    claimCommand: claim?.command ?? null,
    dials: callback.dials.length,
    scheduledAt: callback.scheduledAt,
    completedAt: done?.completedAt ?? null,
    completedBy: done?.by ?? null,
  };
};
