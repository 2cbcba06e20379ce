import type { Role } from "@shouwen/contracts/events/workforce";
import { expect, test } from "vitest";
import { maya as asker, at } from "../../../test/tickets.ts";
import { remedyLimits, shippedRemedyLimits } from "./approval-flows.ts";
import {
  evolveRemedy,
  grantRemedy,
  isWithinLimit,
  limitOf,
  type ProposedRemedy,
  refuseRemedy,
  unknownRemedy,
} from "./remedy.ts";

const limits = remedyLimits.parse(shippedRemedyLimits);

test("one's own limit counts; without one the most that one of one's roles may grant", () => {
  const limit = (roles: Role[], remedyLimit?: { amountMinor: number; currency: string } | null) =>
    limitOf(limits, { roles, staff: remedyLimit === undefined ? undefined : { remedyLimit } }, "CNY");
  expect(limit(["agent"])).toBe(10_000);
  expect(limit(["agent", "manager"])).toBe(500_000);
  expect(limit(["staff"])).toBe(0);
  expect(limit(["manager"], { amountMinor: 1_000, currency: "CNY" })).toBe(1_000);
  expect(limit(["manager"], null)).toBe(500_000);
  expect(limit(["manager"], { amountMinor: 1_000, currency: "USD" })).toBe(0);
});

test("what was granted for a ticket before counts, so that nobody gives a large thing in small pieces", () => {
  const value = { amountMinor: 4_000, currency: "CNY" };
  expect(isWithinLimit(10_000, value, 6_000)).toBe(true);
  expect(isWithinLimit(10_000, value, 6_001)).toBe(false);
});

test("a customer is given a thing once, or not at all", () => {
  const proposal: ProposedRemedy = {
    remedyId: "rem_1",
    propertyId: "prp_lakeside",
    ticketId: "tic_1",
    profileId: null,
    kind: "voucher",
    value: { amountMinor: 1, currency: "CNY" },
  };
  const give = { proposal, approvalId: "app_1", by: asker.id };
  const granted = grantRemedy(give, unknownRemedy, at).reduce(evolveRemedy, unknownRemedy);
  expect(granted).toMatchObject({ status: "granted", approvalId: "app_1" });
  expect(grantRemedy(give, granted, at)).toEqual([]);
  expect(refuseRemedy(give, granted, at)).toEqual([]);
  expect(refuseRemedy(give, unknownRemedy, at).reduce(evolveRemedy, unknownRemedy)).toMatchObject({
    status: "refused",
  });
});
