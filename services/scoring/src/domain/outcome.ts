import type { ScoredEvent } from "./score-event.ts";
import { isScored } from "./score-event.ts";

/** A promise kept in time or broken, or what a customer answered, and whose it is. */
export type Outcome = {
  readonly propertyId: string;
  readonly staffId: string;
  readonly what: "met" | "breached" | "satisfied" | "dissatisfied";
  readonly occurredAt: string;
};

/**
 * What an event says about a member of staff, whatever a pack gives for it. A promise is its responsible's; a
 * customer's answer is its handler's, or the owner's where nobody else handled it. Kept late is not kept again: it
 * counted as broken.
 */
export const outcomeOf = (event: ScoredEvent): Outcome | undefined => {
  const what = whatOf(event);
  const staffId = whoseOf(event);
  if (what === undefined || staffId === null || !isScored(event.data)) return undefined;
  return { propertyId: event.data.propertyId, staffId, what, occurredAt: event.data.at };
};

const whatOf = (event: ScoredEvent): Outcome["what"] | undefined => {
  if (event.type === "sla_target.breached.v1") return "breached";
  if (event.type === "sla_target.met.v1") return event.data.lateMs === 0 ? "met" : undefined;
  const { outcome } = event.data;
  return outcome === "satisfied" || outcome === "dissatisfied" ? outcome : undefined;
};

const whoseOf = (event: ScoredEvent): string | null =>
  event.type === "callback.completed.v1"
    ? (event.data.handlerId ?? event.data.ownerId)
    : event.data.responsibleId;
