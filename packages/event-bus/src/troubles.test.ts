import { expect, test } from "vitest";
import { troublesIn, watchTroubles } from "./troubles.ts";

const well = { outbox: 12, outboxAgeMs: 40, parked: 0, dead: 0 };

test("a house that is well has no troubles", () => {
  expect(troublesIn(well, 1_000)).toEqual([]);
});

test("each trouble says what it means and where to look", () => {
  const bad = { outbox: 1_000, outboxAgeMs: 61_000, parked: 100, dead: 2 };
  expect(troublesIn(bad, 1_000)).toEqual([
    "1000 events wait to be sent, which is all that is allowed: nothing more is taken or heard",
    "an event has waited 61 s to be sent: is the broker there?",
    "100 messages are set aside and tried again",
    "2 messages were given up: npx shouwen dead-letters",
  ]);
});

test("a probe every second does not ask the database every second", async () => {
  let asked = 0;
  const troubles = watchTroubles(async () => {
    asked += 1;
    return well;
  }, 1_000);
  await Promise.all([troubles(), troubles(), troubles()]);
  expect(asked).toBe(1);
});
