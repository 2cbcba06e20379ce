import { expect, test } from "vitest";
import { callbackPolicy, shippedCallbackPolicy } from "./callback-policy.ts";

test("the defaults that ship are those of the trade", () => {
  expect(callbackPolicy.parse(shippedCallbackPolicy)).toMatchObject({
    kinds: ["complaint", "repair", "service"],
    priorities: ["emergency"],
    attempts: 3,
    gapMs: 7_200_000,
    expiresAfterMs: 172_800_000,
    withinMs: 86_400_000,
    claimMs: 900_000,
    dayTarget: 20,
  });
});

test("a policy whose windows never open is refused", () => {
  const { error } = callbackPolicy.safeParse({ kinds: ["repair"], windows: {} });
  expect(error?.issues).toMatchObject([{ path: ["windows"] }]);
});

test("a policy of seconds, round the clock, is one like any other", () => {
  const allDay = [{ from: "00:00", to: "24:00" }];
  const windows = {
    mon: allDay,
    tue: allDay,
    wed: allDay,
    thu: allDay,
    fri: allDay,
    sat: allDay,
    sun: allDay,
  };
  expect(
    callbackPolicy.safeParse({ kinds: ["repair"], windows, gapMs: 2_000, expiresAfterMs: 60_000 }).success,
  ).toBe(true);
});
