import { metrics } from "@opentelemetry/api";
import type { Bus, BusStatus } from "@shouwen/event-bus/bus";

const gauges: readonly [field: keyof BusStatus, name: string, unit: string, description: string][] = [
  ["outbox", "shouwen.outbox.rows", "{event}", "Events that wait to be sent"],
  ["outboxAgeMs", "shouwen.outbox.age", "ms", "Age of the oldest event that waits to be sent"],
  [
    "lag",
    "shouwen.consumer.lag",
    "{message}",
    "Messages between the last handled one and the end of the log",
  ],
  ["parked", "shouwen.parked", "{message}", "Messages set aside that will be tried again"],
  ["dead", "shouwen.dead_letters", "{message}", "Messages given up that wait for a person"],
  ["timers", "shouwen.timers.armed", "{timer}", "Due moments armed"],
  ["consumed", "shouwen.consumed", "{message}", "Messages handled since the start of the process"],
  ["sent", "shouwen.sent", "{event}", "Events sent since the start of the process"],
];

/** Shows the runtime's figures as metrics, read once per export. Answers how to stop. */
export const observeBus = (bus: Bus): (() => void) => {
  const meter = metrics.getMeter("@shouwen/service-kit");
  const made = gauges.map(([field, name, unit, description]) => ({
    field,
    gauge: meter.createObservableGauge(name, { unit, description }),
  }));
  const callback = async (result: {
    observe: (metric: (typeof made)[number]["gauge"], value: number) => void;
  }) => {
    const status = await bus.status().catch(() => undefined);
    if (status) for (const { field, gauge } of made) result.observe(gauge, status[field] as number);
  };
  const observed = made.map(({ gauge }) => gauge);
  meter.addBatchObservableCallback(callback, observed);
  return () => meter.removeBatchObservableCallback(callback, observed);
};
