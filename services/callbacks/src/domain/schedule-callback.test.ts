import { sayPriority } from "@shouwen/contracts/priority";
import { expect, test } from "vitest";
import {
  aCallback,
  aResolution,
  callbackId,
  theTerms,
  ticketId,
  tuesdayHalfPastTen,
  tuesdayNine,
} from "../../test/callbacks.ts";
import { unknownCallback } from "./callback.ts";
import { callbackIdOf, scheduleCallback } from "./schedule-callback.ts";

const schedule = (overrides = {}, terms = theTerms(), now = tuesdayNine) =>
  scheduleCallback(aResolution(overrides), unknownCallback, { terms, now });

const dueAfter = (at: string) => schedule({ at }, theTerms(), at)[0]?.data;

test("a resolved ticket makes a callback at the next window, pinned to the policy that wants it", () => {
  expect(schedule()).toEqual([
    {
      type: "callback.scheduled.v1",
      data: {
        callbackId,
        ticketId,
        propertyId: "prp_lakeside",
        kind: "repair",
        profileId: "pro_li",
        language: "zh-CN",
        ownerId: "stf_maya",
        handlerId: "stf_victor",
        resolution: 1,
        at: tuesdayNine,
        dueAt: tuesdayHalfPastTen,
        expiresAt: "2026-11-26T02:30:00.000Z",
        policyVersion: "pol_callback_group@0",
      },
    },
  ]);
});

test("each resolution of a ticket has one callback and no second one", () => {
  expect(callbackIdOf(ticketId, 2)).toBe("cal_01934d2e-7a00-7000-8000-000000000001-2");
  expect(scheduleCallback(aResolution(), aCallback(), { terms: theTerms(), now: tuesdayNine })).toEqual([]);
});

test("only kinds that the policy names are called back", () => {
  expect(schedule({ kind: "inquiry" })).toEqual([]);
  expect(schedule({ kind: "inquiry" }, theTerms({ kinds: ["inquiry"] }))).toHaveLength(1);
});

test("whoever had an emergency is called, whatever its kind was, by versions that name the kind, too", () => {
  const leak = { kind: "inquiry" as const, ...sayPriority("emergency") };
  const before = theTerms({ kinds: ["repair", "emergency"], priorities: [] });
  expect(schedule(leak, theTerms({ kinds: ["repair"], priorities: ["emergency"] }))).toHaveLength(1);
  expect(schedule(leak, before)).toHaveLength(1);
  expect(schedule({ kind: "inquiry", priority: "urgent" }, before)).toEqual([]);
  expect(schedule(leak, theTerms({ kinds: ["repair"], priorities: [] }))).toEqual([]);
  const chosen = { kind: "emergency" as const, priority: "urgent" as const };
  expect(schedule(chosen, theTerms({ kinds: [], priorities: ["emergency"] }))).toHaveLength(1);
  expect(
    schedule({ kind: "inquiry", priority: "high" }, theTerms({ kinds: [], priorities: ["high"] })),
  ).toHaveLength(1);
});

test("a record of the past calls nobody", () => {
  expect(schedule({ mode: "history" })).toEqual([]);
});

test("what is resolved within a window is due at once", () => {
  expect(dueAfter("2026-11-24T02:45:00.000Z")).toMatchObject({ dueAt: "2026-11-24T02:45:00.000Z" });
});

test("what is resolved on Saturday evening is due on Monday, and expires two days after that", () => {
  expect(dueAfter("2026-11-28T12:00:00.000Z")).toMatchObject({
    dueAt: "2026-11-30T02:30:00.000Z",
    expiresAt: "2026-12-02T02:30:00.000Z",
  });
});

test("the customer is left to try it out for as long as the policy says", () => {
  const [fact] = schedule({}, theTerms({ delayMs: 24 * 60 * 60_000 }));
  expect(fact?.data).toMatchObject({ dueAt: "2026-11-25T02:30:00.000Z" });
});

test("a resolution that is heard days later is due from now on, not in the past", () => {
  const [fact] = schedule({}, theTerms(), "2026-11-26T03:00:00.000Z");
  expect(fact?.data).toMatchObject({
    dueAt: "2026-11-26T03:00:00.000Z",
    expiresAt: "2026-11-28T03:00:00.000Z",
  });
});

test("holidays never cost the customer an attempt", () => {
  const holidays = ["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28"];
  const at = "2026-11-24T09:00:00.000Z"; // Tuesday 17:00: the next windows are on Monday
  const [fact] = schedule({ at }, theTerms({ holidays }), at);
  // Tuesday 17:00, Monday 10:30, Monday 15:00, and a gap after that.
  expect(fact?.data).toMatchObject({ dueAt: at, expiresAt: "2026-11-30T09:00:00.000Z" });
});
