import { expect, test } from "vitest";
import { dangerWords, shippedDangerWords } from "./danger-words.ts";
import { receiveRequest, type Wish } from "./receive-request.ts";

const now = "2026-11-22T08:00:00.000Z";

const aWish = (overrides: Partial<Wish> = {}): Wish => ({
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

const circumstances = {
  houseLanguage: "zh-CN",
  danger: dangerWords.parse(shippedDangerWords),
  customer: null,
  now,
} as const;

test("who says nothing but where asks an ordinary question", () => {
  expect(receiveRequest(aWish(), circumstances)).toMatchObject({
    kind: "inquiry",
    category: "inquiry/general",
    priority: "normal",
    language: "zh-CN",
    tier: null,
    occurredAt: now,
    receivedAt: now,
  });
});

test("danger words make an emergency of whatever kind was given, and keep the given category", () => {
  const wish = aWish({ kind: "inquiry", priority: "low", words: "房间里有烟" });
  expect(receiveRequest(wish, circumstances)).toMatchObject({
    kind: "emergency",
    priority: "urgent",
    category: "security/fire",
  });
  const given = aWish({ category: "engineering/plumbing", words: "漏水" });
  expect(receiveRequest(given, circumstances).category).toBe("engineering/plumbing");
});

test("a record of the past is taken as it stands, dangers included", () => {
  const past = { receivedAt: "2016-07-13T22:11:07.000Z", closedAt: "2016-07-12T00:00:00.000Z" };
  const wish = aWish({ mode: "history", past, occurredAt: past.receivedAt, kind: "repair", words: "fire" });
  expect(receiveRequest(wish, circumstances)).toMatchObject({
    kind: "repair",
    priority: "normal",
    receivedAt: past.receivedAt,
    history: { closedAt: past.closedAt, note: null },
  });
});

test("an open record of the past has no end", () => {
  const wish = aWish({ mode: "history", past: { receivedAt: now, closedAt: null } });
  expect(receiveRequest(wish, circumstances).history).toBeNull();
});

test("the customer's language counts before the property's, and what was said before both", () => {
  const customer = { tier: "A", language: "en" } as const;
  expect(receiveRequest(aWish(), { ...circumstances, customer })).toMatchObject({
    language: "en",
    tier: "A",
  });
  expect(receiveRequest(aWish({ language: "zh-CN" }), { ...circumstances, customer }).language).toBe("zh-CN");
});

test("a clock that is ahead of ours is read as ours", () => {
  const wish = aWish({ occurredAt: "2026-11-22T09:00:00.000Z" });
  expect(receiveRequest(wish, circumstances).occurredAt).toBe(now);
});

test("what a customer comes back about is handed on, and nothing where they do not", () => {
  expect(receiveRequest(aWish({ followUpOf: "tic_before" }), circumstances).followUpOf).toBe("tic_before");
  expect(receiveRequest(aWish(), circumstances)).not.toHaveProperty("followUpOf");
});

test("moments are said in UTC, whatever offset they were written with", () => {
  const written = { occurredAt: "2026-11-22T15:30:00+08:00", replyBy: "2026-11-23T09:00:00+08:00" };
  expect(receiveRequest(aWish(written), circumstances)).toMatchObject({
    occurredAt: "2026-11-22T07:30:00.000Z",
    replyBy: "2026-11-23T01:00:00.000Z",
  });
});
