import { expect, test } from "vitest";
import { dangerWords } from "./danger-words.ts";
import {
  dangerIn,
  receiveRequest as decide,
  type ReceiveRequestContext,
  type RequestDraft,
} from "./receive-request.ts";
import { shippedDangerWords } from "./shipped-danger-words.ts";

const now = "2026-11-22T08:00:00.000Z";

const aDraft = (overrides: Partial<RequestDraft> = {}): RequestDraft => ({
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

const policy = dangerWords.parse(shippedDangerWords);
const context = { houseLanguage: "zh-CN", customer: null, now } as const;

/** What becomes of a wish, the danger in its words included. */
const receiveRequest = (draft: RequestDraft, about: Omit<ReceiveRequestContext, "danger">) =>
  decide(draft, { ...about, danger: dangerIn(draft, policy) });

test("who says nothing but where asks an ordinary question", () => {
  expect(receiveRequest(aDraft(), context)).toMatchObject({
    kind: "inquiry",
    category: "inquiry/general",
    priority: "normal",
    language: "zh-CN",
    tier: null,
    occurredAt: now,
    receivedAt: now,
  });
});

test("a complaint with a leak in it is a complaint and an emergency", () => {
  const draft = aDraft({
    kind: "complaint",
    category: "service/attitude",
    priority: "low",
    words: "投诉！房间漏水没人管",
  });
  expect(receiveRequest(draft, context)).toMatchObject({
    kind: "complaint",
    priority: "emergency",
    category: "service/attitude",
  });
});

test("where nobody said what sort of matter it is, the danger says it, and its category", () => {
  expect(receiveRequest(aDraft({ words: "房间里有烟" }), context)).toMatchObject({
    kind: "service",
    priority: "emergency",
    category: "security/fire",
    summary: "危急 · 服务需求 · security/fire",
  });
  expect(receiveRequest(aDraft({ words: "漏水" }), context).kind).toBe("repair");
});

test("whoever calls a matter an emergency is believed, without a word of danger", () => {
  expect(receiveRequest(aDraft({ kind: "emergency", priority: "low" }), context)).toMatchObject({
    kind: "emergency",
    priority: "emergency",
  });
});

test("a record of the past is taken as it stands, dangers included", () => {
  const past = { receivedAt: "2016-07-13T22:11:07.000Z", closedAt: "2016-07-12T00:00:00.000Z" };
  const draft = aDraft({ mode: "history", past, occurredAt: past.receivedAt, kind: "repair", words: "fire" });
  expect(receiveRequest(draft, context)).toMatchObject({
    kind: "repair",
    priority: "normal",
    receivedAt: past.receivedAt,
    history: { closedAt: past.closedAt, note: null },
  });
});

test("an open record of the past has no end", () => {
  const draft = aDraft({ mode: "history", past: { receivedAt: now, closedAt: null } });
  expect(receiveRequest(draft, context).history).toBeNull();
});

test("the customer's language counts before the property's, and what was said before both", () => {
  const customer = { tier: "A", language: "en" } as const;
  expect(receiveRequest(aDraft(), { ...context, customer })).toMatchObject({
    language: "en",
    tier: "A",
  });
  expect(receiveRequest(aDraft({ language: "zh-CN" }), { ...context, customer }).language).toBe("zh-CN");
});

test("a clock that is ahead of ours is read as ours", () => {
  const draft = aDraft({ occurredAt: "2026-11-22T09:00:00.000Z" });
  expect(receiveRequest(draft, context).occurredAt).toBe(now);
});

test("what a customer comes back about is handed on, and nothing where they do not", () => {
  expect(receiveRequest(aDraft({ followUpOf: "tic_before" }), context).followUpOf).toBe("tic_before");
  expect(receiveRequest(aDraft(), context)).not.toHaveProperty("followUpOf");
});

test("moments are said in UTC, whatever offset they were written with", () => {
  const written = { occurredAt: "2026-11-22T15:30:00+08:00", replyBy: "2026-11-23T09:00:00+08:00" };
  expect(receiveRequest(aDraft(written), context)).toMatchObject({
    occurredAt: "2026-11-22T07:30:00.000Z",
    replyBy: "2026-11-23T01:00:00.000Z",
  });
});
