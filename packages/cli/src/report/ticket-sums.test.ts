import { expect, test } from "vitest";
import { sumUp, type TicketFigures } from "./ticket-sums.ts";

const ticket = (overrides: Partial<TicketFigures> = {}): TicketFigures => ({
  ...{ ticketId: "tic_1", receivedAt: "2026-11-22T08:00:00.000Z", status: "closed" },
  ...{
    firstTouchMs: null,
    firstResolutionMs: null,
    resolutionMs: null,
    netResolutionMs: null,
    closureMs: null,
  },
  ...{ waitedMs: 0, handOvers: 0, actorChanges: 0, handlerChanges: 0, escalations: 0, reopenings: 0 },
  ...overrides,
});

test("a time is summed up over the tickets that have it", () => {
  const hours = [1, 2, 3, 4, 30];
  const tickets = [...hours.map((hour) => ticket({ firstTouchMs: hour * 3_600_000 })), ticket()];
  expect(sumUp(tickets).seconds.firstTouch).toEqual({
    n: 5,
    mean: 28_800,
    p50: 10_800,
    p90: 70_560,
    p95: 89_280,
    max: 108_000,
    within24h: 0.8,
  });
  expect(sumUp(tickets).seconds.closure).toBeNull();
});

test("a count says how many tickets have how many", () => {
  const tickets = [0, 2, 2, 10].map((handOvers) => ticket({ handOvers }));
  expect(sumUp(tickets)).toMatchObject({ tickets: 4, counts: { handOvers: { 0: 1, 2: 2, 10: 1 } } });
});

test("of no tickets there is nothing to say", () => {
  expect(sumUp([])).toMatchObject({ tickets: 0, seconds: { resolution: null }, counts: { reopenings: {} } });
});
