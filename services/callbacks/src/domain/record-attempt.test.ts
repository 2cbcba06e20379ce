import { expect, test } from "vitest";
import {
  aCallback,
  aClaimedCallback,
  after,
  maya,
  omar,
  rosa,
  theTerms,
  tuesdayEleven,
  tuesdayFive,
  tuesdayThree,
} from "../../test/callbacks.ts";
import { type Callback, callbackClaimed, evolveCallback, unknownCallback } from "./callback.ts";
import { withdrawCallback } from "./end-callback.ts";
import { type Attempt, recordAttempt } from "./record-attempt.ts";

const sealed = "sealed:v1:pro_li:AAAA";
const noAnswer: Attempt = { disposition: "no_answer" };
const satisfied: Attempt = { disposition: "answered", outcome: "satisfied", rating: 5, words: sealed };

const record = (attempt: Attempt, { state = aClaimedCallback(), now = tuesdayEleven, agent = maya } = {}) =>
  recordAttempt(attempt, state, { agent, terms: theTerms(), now });

const typesOf = (facts: readonly { type: string }[]) => facts.map(({ type }) => type);

/** Claims again and dials in vain at each of these moments. */
const inVainAt = (moments: readonly string[], state: Callback = aCallback()): Callback =>
  moments.reduce((callback, now) => {
    const claimed = evolveCallback(callback, callbackClaimed({ by: maya.id, until: now, command: now }));
    return record(noAnswer, { state: claimed, now }).reduce(evolveCallback, claimed);
  }, state);

test("an answer completes the callback with what the customer said", () => {
  const facts = record(satisfied);
  expect(typesOf(facts)).toEqual(["callback.attempted.v1", "callback.completed.v1"]);
  expect(facts[0]?.data).toMatchObject({ attempt: 1, disposition: "answered", nextDueAt: null, by: maya.id });
  expect(facts[1]?.data).toMatchObject({
    outcome: "satisfied",
    rating: 5,
    words: sealed,
    attempts: 1,
    by: maya.id,
    resolution: 1,
  });
});

test("a dissatisfied customer is heard, with or without words", () => {
  const facts = record({ disposition: "answered", outcome: "dissatisfied", rating: null, words: null });
  expect(facts[1]?.data).toMatchObject({ outcome: "dissatisfied", rating: null, words: null });
});

test("a customer who will not talk completes it as refused", () => {
  expect(record({ disposition: "refused", words: null })[1]?.data).toMatchObject({ outcome: "refused" });
});

test("a wrong number completes it as unreachable at once", () => {
  expect(record({ disposition: "wrong_number" })[1]?.data).toMatchObject({
    outcome: "unreachable",
    attempts: 1,
  });
});

test("after a dial in vain the next one is due a gap later, in a window", () => {
  for (const disposition of ["no_answer", "busy", "voicemail"] as const) {
    const state = aClaimedCallback();
    const facts = record({ disposition }, { state });
    expect(typesOf(facts)).toEqual(["callback.attempted.v1"]);
    expect(after(state, facts)).toMatchObject({ dueAt: tuesdayThree, claim: null });
  }
});

test("after the last attempt in vain the customer is unreachable", () => {
  const state = inVainAt([tuesdayEleven, tuesdayThree, tuesdayFive]);
  expect(state).toMatchObject({ status: "completed", outcome: "unreachable", completedAt: tuesdayFive });
  expect(state).toHaveProperty("dials.length", 3);
});

test("a dial in vain after which no other fits in before the expiry is the last one", () => {
  const state = aClaimedCallback({ expiresAt: "2026-11-24T05:00:00.000Z" });
  expect(typesOf(record(noAnswer, { state }))).toEqual(["callback.attempted.v1", "callback.completed.v1"]);
});

test("a customer who asks for another time is called then, windows or not, and it is no dial in vain", () => {
  const state = inVainAt([tuesdayEleven, tuesdayThree]);
  const eight = "2026-11-27T12:00:00.000Z";
  const claimed = evolveCallback(state, callbackClaimed({ by: maya.id, until: tuesdayFive, command: "3" }));
  const facts = record({ disposition: "reschedule", dueAt: eight }, { state: claimed, now: tuesdayFive });
  expect(typesOf(facts)).toEqual(["callback.attempted.v1", "callback.rescheduled.v1"]);
  expect(facts[1]?.data).toMatchObject({ dueAt: eight, wishedByCustomer: true });
  const moved = after(claimed, facts);
  expect(moved).toMatchObject({ dueAt: eight, wishedAt: eight, expiresAt: "2026-11-29T12:00:00.000Z" });
  expect(inVainAt([eight], moved)).toMatchObject({ status: "completed", outcome: "unreachable" });
});

test("a customer cannot wish for a time that has passed, nor for one beyond a month", () => {
  for (const dueAt of ["2026-11-24T02:00:00.000Z", "2027-02-01T02:30:00.000Z"])
    expect(() => record({ disposition: "reschedule", dueAt })).toThrow(
      expect.objectContaining({ code: "callback.time_not_allowed" }),
    );
});

test("only the agent who claimed it records a call", () => {
  expect(() => record(satisfied, { state: aCallback() })).toThrow(
    expect.objectContaining({ code: "callback.not_claimed" }),
  );
  for (const agent of [omar, rosa])
    expect(() => record(satisfied, { agent })).toThrow(
      expect.objectContaining({ code: "callback.claimed_by_another" }),
    );
});

test("a talk that outlasts the claim still counts, as long as nobody else has claimed it", () => {
  const late = "2026-11-24T03:25:00.000Z";
  expect(record(satisfied, { now: late })).toHaveLength(2);
  expect(() => record(satisfied, { now: late, agent: omar })).toThrow(
    expect.objectContaining({ code: "callback.not_claimed" }),
  );
});

test("nothing is recorded about a callback that is over, or that never was", () => {
  const over = withdrawCallback(aCallback(), tuesdayEleven).reduce(evolveCallback, aCallback());
  expect(() => record(satisfied, { state: over })).toThrow(
    expect.objectContaining({ code: "callback.over" }),
  );
  expect(() => record(satisfied, { state: unknownCallback })).toThrow(
    expect.objectContaining({ code: "callback.not_found" }),
  );
});
