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
  tuesdayHalfPastTen,
  tuesdayThree,
} from "../../test/callbacks.ts";
import { evolveCallback } from "./callback.ts";
import { type Move, rescheduleCallback } from "./reschedule-callback.ts";

const move = (overrides: Partial<Move>, state = aCallback()) =>
  rescheduleCallback({ agent: maya, dueAt: tuesdayThree, wishedByCustomer: false, ...overrides }, state, {
    terms: theTerms(),
    now: tuesdayEleven,
  });

const eightInTheEvening = "2026-11-24T20:00:00+08:00";
const nine = "2026-11-25T01:00:00.000Z";

test("the customer's own wish wins over the windows, to the minute", () => {
  expect(after(aCallback(), move({ dueAt: eightInTheEvening, wishedByCustomer: true }))).toMatchObject({
    dueAt: "2026-11-24T12:00:00.000Z",
    wishedAt: "2026-11-24T12:00:00.000Z",
    expiresAt: "2026-11-26T12:00:00.000Z",
  });
});

test("a move of ours goes to the next window and leaves the expiry alone", () => {
  expect(after(aCallback(), move({ dueAt: nine }))).toMatchObject({
    dueAt: "2026-11-25T02:30:00.000Z",
    wishedAt: null,
    expiresAt: "2026-11-26T02:30:00.000Z",
  });
});

test("a move of ours beyond the expiry, or into the past, is refused", () => {
  for (const dueAt of ["2026-11-26T03:00:00.000Z", tuesdayHalfPastTen])
    expect(() => move({ dueAt })).toThrow(expect.objectContaining({ code: "callback.time_not_allowed" }));
});

test("a callback that is moved is given back", () => {
  const state = aClaimedCallback();
  expect(after(state, move({}, state)).claim).toBeNull();
});

test("moving it to where it is changes nothing, so a retry is safe", () => {
  const moved = move({}).reduce(evolveCallback, aCallback());
  expect(move({}, moved)).toEqual([]);
});

test("what another agent holds is moved by nobody but those who lead", () => {
  const state = aClaimedCallback();
  expect(() => move({ agent: omar }, state)).toThrow(
    expect.objectContaining({ code: "callback.claimed_by_another" }),
  );
  expect(move({ agent: rosa }, state)).toHaveLength(1);
});
