import { expect, test } from "vitest";
import { healthWarningsIn, watchHealthWarnings } from "./health-warnings.ts";

const well = { outbox: 12, outboxAgeMs: 40, parked: 0, dead: 0 };

test("a service that is well has no warnings", () => {
  expect(healthWarningsIn(well, 1_000)).toEqual([]);
});

test("each trouble says what it means and where to look", () => {
  const bad = { outbox: 1_000, outboxAgeMs: 61_000, parked: 100, dead: 2 };
  expect(healthWarningsIn(bad, 1_000)).toEqual([
    "1000 events wait to be sent, which is all that is allowed: nothing more is taken or heard",
    "an event has waited 61 s to be sent: is the broker there?",
    "100 messages are set aside and tried again",
    "2 messages were given up: npx shouwen dead-letters",
  ]);
});

test("a probe every second does not ask the database every second", async () => {
  let asked = 0;
  const healthWarnings = watchHealthWarnings(async () => {
    asked += 1;
    return well;
  }, 1_000);
  await Promise.all([healthWarnings(), healthWarnings(), healthWarnings()]);
  expect(asked).toBe(1);
});
