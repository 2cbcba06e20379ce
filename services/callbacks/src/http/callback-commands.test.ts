import { whereMayAndDecideDiffer } from "@shouwen/service-test-kit/may-and-decide";
import { expect, test } from "vitest";
import {
  aCallback,
  aClaimedCallback,
  maya,
  theTerms,
  tuesdayEleven,
  tuesdayFive,
  tuesdayNine,
} from "../../test/callbacks.ts";
import { about, type Callback, evolveCallback, type KnownCallback } from "../domain/callback.ts";
import { withdrawCallback } from "../domain/end-callback.ts";
import { recordAttempt } from "../domain/record-attempt.ts";
import { callbackTable } from "../store/callback-table.ts";
import { callbackCommands } from "./callback-commands.ts";

const commands = callbackCommands({ termsOf: async () => theTerms(), seal: async (_subject, text) => text });

const done = (): Callback => {
  const state = aClaimedCallback();
  const attempt = { disposition: "refused", words: null } as const;
  return recordAttempt(attempt, state, { agent: maya, terms: theTerms(), now: tuesdayEleven }).reduce(
    evolveCallback,
    state,
  );
};
const over = (): Callback => withdrawCallback(aCallback(), tuesdayNine).reduce(evolveCallback, aCallback());

const people = [
  { id: "stf_maya", roles: ["agent"] },
  { id: "stf_omar", roles: ["agent"] },
  { id: "stf_rosa", roles: ["manager"] },
] as const;
const samples = [aCallback(), aClaimedCallback(), done(), over()].flatMap((state) =>
  people.flatMap((actor) => [tuesdayNine, tuesdayEleven, tuesdayFive].map((now) => ({ state, actor, now }))),
);

const bodies = {
  attempts: { disposition: "busy" },
  reschedule: { dueAt: "2026-11-25T02:30:00.000Z" },
  release: {},
};

test.each(["attempts", "reschedule", "release"] as const)(
  "who is told beforehand that they may not (%s) is refused for the same reason",
  async (name) => {
    const body = bodies[name];
    const played = await whereMayAndDecideDiffer(callbackTable, commands[name], { samples, body });
    expect(played.differing).toEqual([]);
    expect(played.refused).toBeGreaterThan(10);
  },
);

test("a sample is what it says", () => {
  expect([done().status, over().status]).toEqual(["completed", "expired"]);
  expect(about(aCallback() as KnownCallback, tuesdayNine)).toMatchObject({ propertyId: "prp_lakeside" });
});
