import { metrics } from "@opentelemetry/api";

const meter = metrics.getMeter("@shouwen/callbacks");

/** How customers are reached. Told by disposition only: who called whom is no business of a metric. */
export const dials = meter.createCounter("shouwen.callback.dials", {
  description: "Calls that agents made, by how they ended",
  unit: "{call}",
});

export const attribute = { disposition: "shouwen.callback.disposition" } as const;
