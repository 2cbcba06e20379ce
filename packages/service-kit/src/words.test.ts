import { expect, test } from "vitest";
import { hasWords, openerOf, openWordsIn, toleratingDamage } from "./words.ts";

const sealed = (subject: string) => `sealed:v1:${subject}:QUJD`;
const open = (text: string) => Promise.resolve(text.includes("pro_gone") ? null : "水龙头漏水");
const nobody = () => Promise.resolve(undefined);

test("every sealed text is opened wherever it stands; what is not sealed stays", async () => {
  const event = {
    data: { words: sealed("pro_1"), note: null, list: ["a", { text: sealed("pro_gone") }], n: 1 },
  };
  expect(hasWords(event)).toBe(true);
  expect(await openWordsIn(event, open)).toEqual({
    data: { words: "水龙头漏水", note: null, list: ["a", { text: null }], n: 1 },
  });
  expect(hasWords({ text: "sealed:v1:only looks like it" })).toBe(false);
});

test("the key is asked for each time, so that an erasure is seen at once", async () => {
  const asked: string[] = [];
  const keys = { open: () => Promise.resolve("x"), forget: (subject: string) => void asked.push(subject) };
  const opener = openerOf(keys, { error: () => undefined }, nobody);
  await opener(sealed("pro_1"));
  await opener(sealed("pro_1"));
  expect(asked).toEqual(["pro_1", "pro_1"]);
});

test("from an erasure request on nothing of its customer is opened; withdrawn, it is read again", async () => {
  const asked = new Map([["pro_1", { erasureRequestedAt: "2026-11-22T08:00:00.000Z" }]]);
  const keys = { open: () => Promise.resolve("水龙头漏水"), forget: () => undefined };
  const opener = openerOf(keys, { error: () => undefined }, (id) => Promise.resolve(asked.get(id)));
  expect(await opener(sealed("pro_1"))).toBeNull();
  expect(await opener(sealed("pro_2"))).toBe("水龙头漏水");
  asked.delete("pro_1");
  expect(await opener(sealed("pro_1"))).toBe("水龙头漏水");
});

test("what a request's key sealed is the customer's whose matter it is: from their erasure request on it is read no more", async () => {
  const known = new Map([
    ["pro_1", { erasureRequestedAt: "2026-11-22T08:00:00.000Z" }],
    ["pro_2", {}],
  ]);
  const keys = { open: () => Promise.resolve("水龙头漏水"), forget: () => undefined };
  const opener = openerOf(keys, { error: () => undefined }, (id) => Promise.resolve(known.get(id)));
  expect(await opener(sealed("req_1"), "pro_1")).toBeNull();
  expect(await opener(sealed("req_1"), "pro_2")).toBe("水龙头漏水");
  expect(await opener(sealed("req_1"), "pro_erased"), "nobody is known under it any more").toBeNull();
  expect(await opener(sealed("req_1"), null), "of nobody who can be named").toBe("水龙头漏水");
  expect(await openWordsIn({ text: sealed("req_1") }, opener, "pro_1")).toEqual({ text: null });
});

test("a damaged text is none and is told of; the vault's being away is no damage", async () => {
  const told: string[] = [];
  const failing = (name: string) => ({
    open: () => Promise.reject(Object.assign(new Error("no"), { name })),
    forget: () => undefined,
  });
  const log = { error: (_fields: object, message: string) => void told.push(message) };
  for (const opener of [
    openerOf(failing("UnreadableText"), log, nobody),
    toleratingDamage(failing("UnreadableText"), log),
  ])
    expect(await opener(sealed("pro_1"))).toBeNull();
  expect(told).toHaveLength(2);
  for (const opener of [openerOf(failing("Error"), log, nobody), toleratingDamage(failing("Error"), log)])
    await expect(opener(sealed("pro_1"))).rejects.toThrow("no");
});
