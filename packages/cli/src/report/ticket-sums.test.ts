import { expect, test } from "vitest";
import { limitOf, sumUp, sumUpBy, type TicketFigures } from "./ticket-sums.ts";

const ticket = (overrides: Partial<TicketFigures> = {}): TicketFigures => ({
  ticketId: "tic_1",
  receivedAt: "2026-11-22T08:00:00.000Z",
  status: "closed",
  firstTouchMs: null,
  firstResolutionMs: null,
  resolutionMs: null,
  netResolutionMs: null,
  closureMs: null,
  waitedMs: 0,
  handOvers: 0,
  actorChanges: 0,
  handlerChanges: 0,
  escalations: 0,
  reopenings: 0,
  impossible: [],
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

test("a time that cannot be is counted apart, and is in no other figure", () => {
  const hour = 3_600_000;
  const tickets = [ticket({ closureMs: hour }), ticket({ closureMs: null, impossible: ["closure"] })];
  expect(sumUp(tickets)).toMatchObject({
    seconds: { closure: { n: 1, mean: 3_600, within24h: 1 } },
    impossible: { closure: 1, resolution: 0 },
  });
});

test("a limit is told as the share that kept it, by its name", () => {
  const tickets = [1, 30, 50].map((hours) => ticket({ closureMs: hours * 3_600_000 }));
  expect(sumUp(tickets, { "48h": 172_800 }).seconds.closure).toMatchObject({
    within24h: 0.333333,
    within: { "48h": 0.666667 },
  });
  expect(["30m", "24h", "2d", "1.5h", "90s"].map(limitOf)).toEqual([1_800, 86_400, 172_800, 5_400, 90]);
  expect(["24", "h", "-1h", "1y"].map(limitOf)).toEqual(Array(4).fill(undefined));
});

test("tickets are grouped by any field, those without a value together", () => {
  const tickets = [
    ticket({ kind: "repair" }),
    ticket({ kind: "repair" }),
    ticket({ kind: "praise" }),
    ticket({ kind: null }),
  ];
  const groups = sumUpBy(tickets, "kind").map(({ value, sums }) => [value, sums.tickets]);
  expect(groups).toEqual([
    ["repair", 2],
    ["(none)", 1],
    ["praise", 1],
  ]);
  expect(sumUpBy(tickets, "constructor").map(({ value }) => value)).toEqual(["(none)"]);
});
