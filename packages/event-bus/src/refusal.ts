import { type Counter, metrics } from "@opentelemetry/api";
import type { Log } from "./log.ts";
import type { Rejection } from "./rejection.ts";

/** The rules said no to what nobody asked for: an event, or one of many things that are looked after. */
export type Refusal = {
  /** Who had to decide: the consumer, or the regular job. */
  readonly by: string;
  /** The thing that was decided about. */
  readonly id: string;
  readonly rejection: Rejection;
};

/** Hears of each refusal. Nobody waits for the answer, so that it would be silent otherwise. */
export type OnRefusal = (refusal: Refusal) => void;

/** Logs a refusal at info, with its code and the thing, and counts it by who decided and code. */
export const reportRefusals = (log: Log): OnRefusal => {
  let counter: Counter | undefined;
  return ({ by, id, rejection: { code } }) => {
    // Not before the first: telemetry starts after this is made.
    counter ??= metrics.getMeter("@shouwen/event-bus").createCounter("shouwen.refusals", {
      unit: "{refusal}",
      description: "Decisions about events and regular jobs that the rules refused",
    });
    counter.add(1, { by, code });
    log.info({ by, id, code }, "refused; left as it is");
  };
};
