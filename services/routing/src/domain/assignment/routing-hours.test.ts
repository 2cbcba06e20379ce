import { expect, test } from "vitest";
import { aTicket, teamed } from "../../../test/tickets.ts";
import { routingPolicy } from "../policy/policies.ts";
import { chooseTeam } from "./choose-team.ts";

test("a rule for hours of the day counts from its first minute to before its last", () => {
  const at = (localTime: string, from: string, to: string) =>
    chooseTeam(
      { ...aTicket(), localTime },
      routingPolicy.parse({ rules: [{ id: "hours", during: [{ from, to }], team: "engineering" }] }),
      [teamed()],
    ) !== undefined;
  expect([at("07:59", "08:00", "20:00"), at("08:00", "08:00", "20:00")]).toEqual([false, true]);
  expect([at("19:59", "08:00", "20:00"), at("20:00", "08:00", "20:00")]).toEqual([true, false]);
  expect([at("21:59", "22:00", "06:00"), at("22:00", "22:00", "06:00")]).toEqual([false, true]);
  expect([at("05:59", "22:00", "06:00"), at("06:00", "22:00", "06:00")]).toEqual([true, false]);
  expect([at("00:00", "09:00", "09:00"), at("12:00", "09:00", "09:00")]).toEqual([true, true]);
});
