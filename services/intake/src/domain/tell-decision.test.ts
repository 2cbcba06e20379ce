import { expect, test } from "vitest";
import { tellDecision, warningsOf } from "./tell-decision.ts";

const unsaid = { kind: null, category: null, priority: null } as const;
const leak = {
  word: "漏水",
  words: ["漏水"],
  category: "engineering/plumbing/leak",
  kind: "repair",
} as const;

test("who sends a request is told what was heard in it, by the word of the rule", () => {
  const { because, ...decided } = tellDecision({
    draft: { kind: "complaint", category: "service/attitude", priority: "low" },
    received: { kind: "complaint", category: "service/attitude", priority: "emergency" },
    danger: { ...leak, words: [...leak.words] },
    language: "zh-CN",
  });
  expect(decided).toEqual({ kind: "complaint", category: "service/attitude", priority: "emergency" });
  expect(because).toEqual(["听到“漏水”，可能有人或房屋有危险：优先级定为危急，事项类型仍是“投诉”"]);
});

test("who says nothing is told what was made of it, in the language of the house", () => {
  const decision = {
    draft: unsaid,
    received: { kind: "inquiry", category: "inquiry/general", priority: "normal" },
    danger: undefined,
  } as const;
  expect(tellDecision({ ...decision, language: "en" }).because).toEqual([
    "No priority was given: it is normal",
    "No kind was given: it is taken as Inquiry",
    "No category was given: it goes to inquiry/general",
  ]);
  expect(tellDecision({ ...decision, language: "zh-CN" }).because).toEqual([
    "没有说明优先级：按普通处理",
    "没有说明事项类型：按“咨询”处理",
    "没有说明类别：归入 inquiry/general",
  ]);
});

test("where all was said and kept there is nothing to explain", () => {
  const said = { kind: "repair", category: "engineering/hvac", priority: "high" } as const;
  expect(tellDecision({ draft: said, received: said, danger: undefined, language: "en" }).because).toEqual(
    [],
  );
});

test("a matter that somebody calls an emergency has that priority, and they are told", () => {
  const draft = { kind: "emergency", category: "security/fire", priority: null } as const;
  const received = { ...draft, priority: "emergency" } as const;
  expect(tellDecision({ draft, received, danger: undefined, language: "en" }).because).toEqual([
    "The kind is emergency: so is the priority",
  ]);
});

test("what is odd is named by its field, in words without anything that was sent", () => {
  const odd = { isCategoryKnown: false, isContactReadable: false, lacks: [] } as const;
  expect(warningsOf({ ...odd, language: "zh-CN" })).toMatchObject([
    { code: "category_unknown", field: "category" },
    { code: "contact_unreadable", field: "contact.text" },
  ]);
  expect(warningsOf({ isCategoryKnown: true, isContactReadable: true, lacks: [], language: "en" })).toEqual(
    [],
  );
});

test("who sends a request to a property that is not ready is told what it lacks", () => {
  const fine = { isCategoryKnown: true, isContactReadable: true } as const;
  const [told] = warningsOf({ ...fine, lacks: ["team", "rota"], language: "en" });
  expect(told).toMatchObject({ code: "property_not_ready", field: "propertyId" });
  expect(told?.message).toContain("lacks a team with people in it, anybody on duty or rostered");
  const [inChinese] = warningsOf({ ...fine, lacks: ["owner"], language: "zh-CN" });
  expect(inChinese?.message).toContain("缺少：默认负责人");
});
