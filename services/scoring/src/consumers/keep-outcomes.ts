import { callbackCompleted } from "@shouwen/contracts/events/callback";
import { slaTargetBreached, slaTargetMet } from "@shouwen/contracts/events/ticket";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { Consumer } from "@shouwen/event-bus/message";
import { projection } from "@shouwen/event-bus/reaction";
import { type Outcome, outcomeOf } from "../domain/outcome.ts";

/** Keeps promises and answers per member of staff, one row per event, for the board. */
export const keepOutcomes = (outcomes: AggregateStore<Outcome | null, never>): Consumer =>
  projection({
    name: "keep-outcomes",
    on: [slaTargetMet, slaTargetBreached, callbackCompleted],
    store: outcomes,
    target: (heard) => (outcomeOf(heard) ? heard.eventId : undefined),
    fold: (known, heard) => known ?? outcomeOf(heard) ?? null,
  });
