import type { DataOf } from "@shouwen/contracts/define-event";
import { callbackScheduled } from "@shouwen/contracts/events/callback";
import type { ticketResolved } from "@shouwen/contracts/events/ticket";
import { addMs } from "@shouwen/contracts/moment";
import { priorityOf } from "@shouwen/contracts/priority";
import type { Callback, CallbackFact } from "./callback.ts";
import { wantsCallback } from "./callback-policy.ts";
import { expiryOf, later, nextWindow, type Terms } from "./terms.ts";

type Resolved = DataOf<typeof ticketResolved>;

/** The callback about one resolution of a ticket: there is never a second one. */
export const callbackIdOf = (ticketId: string, resolution: number): string =>
  `cal_${ticketId.slice("tic_".length)}-${resolution}`;

/**
 * A resolved ticket of the kinds that the policy names makes a callback, due at the first window after the
 * resolution. Records of the past make none.
 */
export const scheduleCallback = (
  resolved: Resolved,
  state: Callback,
  { terms, now }: { terms: Terms; now: string },
): CallbackFact[] => {
  if (state.status !== "unknown" || resolved.mode === "history") return [];
  if (!wantsCallback(terms.policy, { kind: resolved.kind, priority: priorityOf(resolved) })) return [];
  const { ticketId, propertyId, kind, profileId, language, ownerId, handlerId, resolution } = resolved;
  const dueAt = nextWindow(terms, later(addMs(resolved.at, terms.policy.delayMs), now));
  return [
    callbackScheduled.of({
      callbackId: callbackIdOf(ticketId, resolution),
      ticketId,
      propertyId,
      kind,
      profileId,
      language,
      ownerId,
      handlerId,
      resolution,
      dueAt,
      expiresAt: expiryOf(terms, dueAt),
      policyVersion: terms.policyVersionId,
      at: now,
    }),
  ];
};
