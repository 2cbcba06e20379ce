import type { AggregateDefinition } from "@shouwen/event-bus/aggregate-store";
import { type Callback, evolveCallback, type KnownCallback, unknownCallback } from "../domain/callback.ts";
import { expiresByItselfAt } from "../domain/end-callback.ts";

/** How callbacks are kept: the whole state, and the columns by which the desk looks for them. */
export const callbackTable: AggregateDefinition<Callback> = {
  table: "callback",
  columns: {
    property_id: "text",
    ticket_id: "text",
    resolution: "int",
    policy_version: "text",
    status: "text",
    due_at: "timestamptz",
    wished_at: "timestamptz",
    claimed_by: "text",
    claimed_until: "timestamptz",
    claim_command: "text",
    dials: "int",
    scheduled_at: "timestamptz",
    completed_at: "timestamptz",
    completed_by: "text",
  },
  initial: unknownCallback,
  evolve: evolveCallback,
  factsSaid: (state) => state.told,
  row: (state) => (state.status === "unknown" ? {} : rowOf(state)),
  timers: (state) =>
    state.status === "scheduled"
      ? [{ name: "expiry", kind: "callback_expiry", fireAt: expiresByItselfAt(state) }]
      : [],
};

const rowOf = (callback: KnownCallback): Record<string, unknown> => {
  const claim = callback.status === "scheduled" ? callback.claim : null;
  const done = callback.status === "completed" ? callback : undefined;
  return {
    property_id: callback.propertyId,
    ticket_id: callback.ticketId,
    resolution: callback.resolution,
    policy_version: callback.policyVersion,
    status: callback.status,
    due_at: callback.dueAt,
    wished_at: callback.wishedAt,
    claimed_by: claim?.by ?? null,
    claimed_until: claim?.until ?? null,
    claim_command: claim?.command ?? null,
    dials: callback.dials.length,
    scheduled_at: callback.scheduledAt,
    completed_at: done?.completedAt ?? null,
    completed_by: done?.by ?? null,
  };
};
