import { expect, test } from "vitest";
import { checkApprovals } from "../policy/check-policies.ts";
import { approvalsPolicy, shippedApprovals } from "./approval-flows.ts";

test("flows and their steps are named once", () => {
  const { flows } = approvalsPolicy.parse(shippedApprovals);
  const [flow] = flows;
  if (!flow) throw new Error("no flow ships");
  expect(checkApprovals({ flows })).toEqual([]);
  const [step] = flow.steps;
  if (!step) throw new Error("no step ships");
  expect(checkApprovals({ flows: [flow, { ...flow, steps: [step, step] }] })).toMatchObject([
    { path: "flows.1.id" },
    { path: "flows.1.steps.1.id" },
  ]);
});
