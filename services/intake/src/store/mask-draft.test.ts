import { expect, test } from "vitest";
import type { RequestDraft } from "../domain/receive-request.ts";
import { isSomebodysId, maskDraft } from "./mask-draft.ts";

const aDraft = (overrides: Partial<RequestDraft>): RequestDraft => ({
  propertyId: "prp_lakeside",
  channel: "phone",
  kind: null,
  category: null,
  priority: null,
  language: null,
  displayName: null,
  words: null,
  place: null,
  summary: null,
  occurredAt: null,
  replyBy: null,
  takenBy: null,
  source: null,
  mode: "live",
  past: null,
  ...overrides,
});

test("what everybody reads names nobody: place, category and summary", () => {
  const draft = aDraft({
    displayName: "王女士",
    words: "我是王女士 13800138000",
    place: "1203 王女士",
    category: "front_office/13800138000",
    summary: "王女士 回电 138–0013–8000",
  });
  expect(maskDraft(draft, "CN")).toEqual({
    ...draft,
    place: "1203 ***",
    category: "front_office/***",
    summary: "*** 回电 ***",
  });
});

test("an eight-digit number is somebody's where telephone numbers have eight digits", () => {
  const draft = aDraft({ summary: "9123 4567" });
  expect(maskDraft(draft, "HK").summary).toBe("***");
  expect(maskDraft(draft, "CN").summary).toBe("9123 4567");
});

test.each(["13800138000", "+852 9123 4567", "li@example.com", "11010519491231002X"])(
  "%s is nobody's id of a request",
  (externalId) => expect(isSomebodysId(aDraft({ source: { system: "ota", externalId } }), "CN")).toBe(true),
);

test.each(["4711", "202611220001234567", "Case 1", "2026112200", "7301234567890123456", "m-1"])(
  "%s is an id as other systems give them",
  (externalId) => expect(isSomebodysId(aDraft({ source: { system: "ota", externalId } }), "CN")).toBe(false),
);
