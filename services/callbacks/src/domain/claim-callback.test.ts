import { callbackRescheduled } from "@shouwen/contracts/events/callback";
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
  tuesdayNine,
  tuesdayThree,
} from "../../test/callbacks.ts";
import {
  about,
  type Callback,
  callbackClaimed,
  evolveCallback,
  type KnownCallback,
  unknownCallback,
} from "./callback.ts";
import { claimCallback, isHeld, releaseCallback } from "./claim-callback.ts";
import { withdrawCallback } from "./end-callback.ts";

const claim = (state: Callback, now: string, by = omar.id) =>
  claimCallback({ by, command: "two" }, state, { terms: theTerms(), now });

const noon = "2026-11-24T04:00:00.000Z";
const eightInTheEvening = "2026-11-24T12:00:00.000Z";

const askedForBy = (dueAt: string): Callback => {
  const state = aCallback();
  const repeated = about(state as KnownCallback, tuesdayNine);
  return evolveCallback(
    state,
    callbackRescheduled.of({ ...repeated, dueAt, wishedByCustomer: true, by: maya.id }),
  );
};

test("a due callback is claimed for a quarter of an hour, and that is no event", () => {
  expect(claim(aCallback(), tuesdayEleven)).toEqual([
    callbackClaimed({ by: omar.id, command: "two", until: "2026-11-24T03:15:00.000Z" }),
  ]);
  expect(claim(aCallback(), tuesdayEleven)[0]).toHaveProperty("internal", true);
});

test("one agent holds a callback at a time", () => {
  expect(claim(aClaimedCallback(), tuesdayEleven)).toEqual([]);
});

test("a callback that was left is anybody's again when the claim runs out", () => {
  const state = aClaimedCallback();
  expect(isHeld(after(state, []), "2026-11-24T03:14:59.999Z")).toBe(true);
  expect(after(state, claim(state, "2026-11-24T03:15:00.000Z"))).toMatchObject({ claim: { by: omar.id } });
});

test("nobody is called before it is due", () => {
  expect(claim(aCallback(), tuesdayNine)).toEqual([]);
});

test("nobody is called outside the windows", () => {
  expect(claim(aCallback(), noon)).toEqual([]);
  expect(claim(aCallback(), tuesdayThree)).toHaveLength(1);
});

test("a customer's wish opens the time that they asked for, and not the night after it", () => {
  const state = askedForBy(eightInTheEvening);
  expect(claim(state, tuesdayThree)).toEqual([]);
  expect(claim(state, eightInTheEvening)).toHaveLength(1);
  expect(claim(state, "2026-11-24T13:00:00.000Z")).toEqual([]);
  expect(claim(state, "2026-11-25T02:30:00.000Z")).toHaveLength(1);
});

test("what is over or unknown cannot be claimed", () => {
  const over = withdrawCallback(aCallback(), tuesdayNine).reduce(evolveCallback, aCallback());
  expect(claim(over, tuesdayEleven)).toEqual([]);
  expect(claim(unknownCallback, tuesdayEleven)).toEqual([]);
});

test("an agent gives back what they hold", () => {
  const state = aClaimedCallback();
  expect(after(state, releaseCallback(maya, state, tuesdayEleven)).claim).toBeNull();
});

test("giving back what nobody holds changes nothing, so a retry is safe", () => {
  expect(releaseCallback(maya, aCallback(), tuesdayEleven)).toEqual([]);
});

test("only those who lead give back what another holds", () => {
  const state = aClaimedCallback();
  expect(() => releaseCallback(omar, state, tuesdayEleven)).toThrow(
    expect.objectContaining({
      code: "callback.claimed_by_another",
      facts: expect.objectContaining({ claimedBy: maya.id }),
    }),
  );
  expect(releaseCallback(rosa, state, tuesdayEleven)).toHaveLength(1);
});

test("a callback that is not there cannot be given back", () => {
  expect(() => releaseCallback(maya, unknownCallback, tuesdayEleven)).toThrow(
    expect.objectContaining({ code: "callback.not_found" }),
  );
});
