import { expect, test } from "vitest";
import type { Wish } from "../domain/receive-request.ts";
import { isSomebodysId, maskWish } from "./mask-wish.ts";

const aWish = (overrides: Partial<Wish>): Wish => ({
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
  const wish = aWish({
    displayName: "王女士",
    words: "我是王女士 13800138000",
    place: "1203 王女士",
    category: "front_office/13800138000",
    summary: "王女士 回电 138–0013–8000",
  });
  expect(maskWish(wish, "CN")).toEqual({
    ...wish,
    place: "1203 ***",
    category: "front_office/***",
    summary: "*** 回电 ***",
  });
});

test("an eight-digit number is somebody's where telephone numbers have eight digits", () => {
  const wish = aWish({ summary: "9123 4567" });
  expect(maskWish(wish, "HK").summary).toBe("***");
  expect(maskWish(wish, "CN").summary).toBe("9123 4567");
});

test.each(["13800138000", "+852 9123 4567", "li@example.com", "11010519491231002X"])(
  "%s is nobody's id of a request",
  (externalId) => expect(isSomebodysId(aWish({ source: { system: "ota", externalId } }), "CN")).toBe(true),
);

test.each(["4711", "202611220001234567", "Case 1", "2026112200", "7301234567890123456", "m-1"])(
  "%s is an id as other systems give them",
  (externalId) => expect(isSomebodysId(aWish({ source: { system: "ota", externalId } }), "CN")).toBe(false),
);
