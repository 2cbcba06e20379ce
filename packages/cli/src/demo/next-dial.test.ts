import { expect, test } from "vitest";
import { attemptOf, nextDial } from "./next-dial.ts";
import type { Dial, Plan } from "./plan.ts";

const good: Dial = { disposition: "answered", outcome: "satisfied", rating: 5 };
const busy: Dial = { disposition: "busy" };
const planned = (...calls: Plan["calls"]): Plan => ({ calls }) as Plan;
const after = (dials: number, resolution = 1) => ({
  callbackId: "cal_1",
  ticketId: "tic_1",
  propertyId: "prp_1",
  status: "scheduled" as const,
  resolution,
  dials: Array(dials).fill({}),
});

test("each dial goes as planned, one after the other", () => {
  const plan = planned([busy, good]);
  expect([nextDial(plan, after(0)), nextDial(plan, after(1))]).toEqual([busy, good]);
});

test("a dial more than planned goes as the last one", () => {
  expect(nextDial(planned([busy]), after(2))).toEqual(busy);
});

test("each resolution has calls of its own", () => {
  expect(nextDial(planned([busy], [good]), after(0, 2))).toEqual(good);
});

test("where nobody is to call, nobody calls", () => {
  expect(nextDial(planned(null), after(0))).toBeUndefined();
});

test("a customer who wants another time names a moment", () => {
  expect(attemptOf({ disposition: "reschedule", inMs: 3_000 }, Date.parse("2026-11-22T08:00:00Z"))).toEqual({
    disposition: "reschedule",
    dueAt: "2026-11-22T08:00:03.000Z",
  });
});
