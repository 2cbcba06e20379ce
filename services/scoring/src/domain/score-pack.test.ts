import { expect, test } from "vitest";
import { serviceBasics } from "../../packs/service-basics.ts";
import { packRef, scorePack } from "./score-pack.ts";

const rule = { ruleId: "a", on: "callback.completed.v1", subject: "owner", points: 1 };

test("the pack that ships goes by its own name, a published one by its policy and version", () => {
  const body = scorePack.parse(serviceBasics);
  expect(packRef({ policyVersionId: "pol_score_pack_group@0", version: 0, body })).toEqual({
    packId: "service-basics",
    packVersion: 1,
  });
  expect(packRef({ policyVersionId: "pol_score_pack_prp_lakeside@3", version: 3, body })).toEqual({
    packId: "pol_score_pack_prp_lakeside",
    packVersion: 3,
  });
});

test("two rules of a pack never share an id: an entry is named by its rule", () => {
  const { error } = scorePack.safeParse({ name: "x", rules: [rule, { ...rule, points: 2 }] });
  expect(error?.issues).toMatchObject([{ path: ["rules"] }]);
});

test("a rule about a callback cannot score a department, which a callback does not name", () => {
  expect(scorePack.safeParse({ name: "x", rules: [{ ...rule, subject: "department" }] }).success).toBe(false);
});

test("points go to the hundredth", () => {
  expect(scorePack.safeParse({ name: "x", rules: [{ ...rule, points: 0.29 }] }).success).toBe(true);
  expect(scorePack.safeParse({ name: "x", rules: [{ ...rule, points: 0.005 }] }).success).toBe(false);
});
