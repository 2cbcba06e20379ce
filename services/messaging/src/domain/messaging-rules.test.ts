import { ticketClosed, ticketReopened } from "@shouwen/contracts/events/ticket";
import { expect, test } from "vitest";
import { anOpening, type TestProperty } from "../../test/facts.ts";
import { messagingRules, occasionOf, ruleFor, shippedRules } from "./messaging-rules.ts";

const property = { propertyId: "prp_lakeside", ownerId: "stf_maya" } as TestProperty;

test("a ticket is told of when it has an owner to name, and each resolution anew", () => {
  const { assigned, resolved } = anOpening({ property, customer: null });
  expect(occasionOf(assigned)).toEqual({ purpose: "ticket_opened", occurrence: 1 });
  expect(occasionOf(resolved({ resolution: 2 }))).toEqual({ purpose: "ticket_resolved", occurrence: 2 });
  const { data } = resolved();
  expect(
    occasionOf(ticketReopened.of({ ...data, reason: "dissatisfied", words: null, reopening: 3 })),
  ).toEqual({
    purpose: "ticket_reopened",
    occurrence: 3,
  });
  expect(occasionOf(ticketClosed.of({ ...data, reason: "satisfied" }))).toEqual({
    purpose: "ticket_closed",
    occurrence: 1,
  });
});

test("the first rule that matches counts; without a rule nothing is told", () => {
  const [opened] = shippedRules.rules;
  if (!opened) throw new Error("no rule ships");
  const forPraise = { ...opened, kinds: ["praise" as const], template: "praise_thanks" };
  const rules = messagingRules.parse({ ...shippedRules, rules: [forPraise, ...shippedRules.rules] });
  expect(ruleFor(rules, { purpose: "ticket_opened", kind: "praise" })?.template).toBe("praise_thanks");
  expect(ruleFor(rules, { purpose: "ticket_opened", kind: "repair" })?.template).toBe("ticket_opened");
  expect(ruleFor(rules, { purpose: "ticket_closed", kind: "repair" })).toBeUndefined();
});
