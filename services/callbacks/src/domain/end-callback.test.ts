import { expect, test } from "vitest";
import { aCallback, aClaimedCallback, maya, theTerms, tuesdayEleven } from "../../test/callbacks.ts";
import { evolveCallback, unknownCallback } from "./callback.ts";
import { expireCallback, withdrawCallback } from "./end-callback.ts";
import { recordAttempt } from "./record-attempt.ts";

const expiry = "2026-11-26T02:30:00.000Z";

test("a callback that nobody made in time expires, never early", () => {
  expect(expireCallback(aCallback(), "2026-11-26T02:29:59.999Z")).toEqual([]);
  expect(expireCallback(aCallback(), expiry)).toMatchObject([
    { type: "callback.expired.v1", data: { attempts: 0, at: expiry } },
  ]);
});

test("it does not expire under the hands of the agent who holds it", () => {
  const state = aClaimedCallback({ expiresAt: tuesdayEleven });
  expect(expireCallback(state, tuesdayEleven)).toEqual([]);
  expect(expireCallback(state, "2026-11-24T03:15:00.000Z")).toHaveLength(1);
});

test("a ticket that is reopened has nothing to ask about: its callback ends with the dials so far", () => {
  const claimed = aClaimedCallback();
  const dialled = recordAttempt({ disposition: "busy" }, claimed, {
    agent: maya,
    terms: theTerms(),
    now: tuesdayEleven,
  }).reduce(evolveCallback, claimed);
  const [expired] = withdrawCallback(dialled, tuesdayEleven);
  expect(expired).toMatchObject({ type: "callback.expired.v1", data: { attempts: 1 } });
});

test("what is over stays as it ended", () => {
  const over = withdrawCallback(aCallback(), tuesdayEleven).reduce(evolveCallback, aCallback());
  expect(withdrawCallback(over, expiry)).toEqual([]);
  expect(expireCallback(over, expiry)).toEqual([]);
  expect(withdrawCallback(unknownCallback, expiry)).toEqual([]);
});

test("a fact about a callback that is over changes nothing", () => {
  const over = withdrawCallback(aCallback(), tuesdayEleven).reduce(evolveCallback, aCallback());
  const [again] = withdrawCallback(aCallback(), expiry);
  expect(again && evolveCallback(over, again)).toBe(over);
});
