import { expect, test } from "vitest";
import { byService, isQuiet, type ReplicaStatus } from "./service-status.ts";

const said = {
  memoryMb: 100,
  consumed: 10,
  sent: 20,
  outbox: 3,
  outboxAgeMs: 40,
  lag: 5,
  parked: 0,
  dead: 1,
  timers: 7,
  healthWarnings: ["cannot fetch shouwen.ticket since 2026-11-30T12:00:00.000Z: the topic is missing"],
};

const routing = (number: number, over: Partial<typeof said> | "silent" = {}): ReplicaStatus => ({
  name: number === 1 ? "routing" : `routing-${number}`,
  service: "routing",
  said: over === "silent" ? undefined : { ...said, ...over },
});

test("what each process did adds up; what stands in their database is counted once", () => {
  const [service] = byService([routing(1), routing(2, { consumed: 1, sent: 2, outbox: 4, lag: 4 })]);
  expect(service).toEqual({
    service: "routing",
    ready: 2,
    replicas: 2,
    in: 11,
    out: 22,
    outbox: 4,
    oldestMs: 40,
    lag: 5,
    parked: 0,
    dead: 1,
    timers: 7,
    memoryMb: 200,
    healthWarnings: said.healthWarnings,
  });
});

test("a process that does not answer is seen, and the others still speak for the service", () => {
  expect(byService([routing(1), routing(2, "silent")])[0]).toMatchObject({
    ready: 1,
    replicas: 2,
    outbox: 3,
  });
});

test("a service of which nobody answers has no figures, rather than noughts", () => {
  expect(byService([routing(1, "silent")])[0]).toMatchObject({ ready: 0, outbox: undefined, lag: undefined });
});

test.each([
  ["nothing waits", { outbox: 0, lag: 0, parked: 0 }, true],
  ["an outbox is not empty", { outbox: 1, lag: 0, parked: 0 }, false],
  ["somebody has not heard all", { outbox: 0, lag: 1, parked: 0 }, false],
  ["something is parked", { outbox: 0, lag: 0, parked: 1 }, false],
  ["a process does not answer", "silent", false],
] as const)("quiet when %s: %#", (_when, over, quiet) => {
  expect(isQuiet(byService([routing(1, over)]))).toBe(quiet);
});
