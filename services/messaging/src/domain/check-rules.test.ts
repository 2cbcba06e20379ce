import { expect, test } from "vitest";
import { checkRules } from "./check-rules.ts";
import { messagingRules, shippedRules } from "./messaging-rules.ts";
import { shippedTemplates } from "./shipped-templates.ts";
import { templateSetOf } from "./template.ts";

const templates = templateSetOf(shippedTemplates);

const problems = (rule: object) =>
  checkRules(
    messagingRules.parse({
      ...shippedRules,
      rules: [
        { purpose: "ticket_closed", template: "ticket_update", class: "service", channels: ["sms"], ...rule },
      ],
    }),
    templates,
    "prp_lakeside",
  ).map(({ path, message }) => [path, message]);

test("rules are published only when their texts are there", () => {
  expect(checkRules(messagingRules.parse(shippedRules), templates, "group")).toEqual([]);
  expect(problems({})).toEqual([]);
  expect(problems({ template: "nobody_wrote_it" })).toEqual([
    ["rules.0.template", "There is no approved text nobody_wrote_it"],
  ]);
  expect(problems({ class: "critical" })).toEqual([
    ["rules.0.template", "The text ticket_update is of class service, the rule of class critical"],
  ]);
});

test("a text without words for any channel of the rule says nothing", () => {
  const smsOnly = templateSetOf(
    shippedTemplates.map((template) => {
      const { email: _, ...body } = template.body;
      return { ...template, body };
    }),
  );
  const rules = messagingRules.parse({
    ...shippedRules,
    rules: [{ purpose: "ticket_closed", template: "ticket_update", class: "service", channels: ["email"] }],
  });
  expect(checkRules(rules, smsOnly, "group")).toMatchObject([
    { message: "The text ticket_update has no words for email" },
  ]);
});
