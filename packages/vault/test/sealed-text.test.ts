import { expect, test } from "vitest";
import { openWith, sealWith, subjectOf, UnreadableText } from "../src/sealed-text.ts";
import { aPersonKey } from "./keys.ts";

test.each(["", "+8613800138000", "水管漏水，三楼 302 房 💧", "x".repeat(20_000)])(
  "sealed text opens as it was",
  (text) => {
    const key = aPersonKey();
    expect(openWith(key, sealWith(key, text))).toBe(text);
  },
);

test("sealed text has the form that the events prescribe, and says whose key opens it", () => {
  const sealed = sealWith(aPersonKey("pro_0198-d4_A"), "a");
  expect(sealed).toMatch(/^sealed:v1:pro_0198-d4_A:[A-Za-z0-9_-]+$/);
  expect(subjectOf(sealed)).toBe("pro_0198-d4_A");
});

test("the same text is never sealed the same twice, so nobody can tell that two texts are equal", () => {
  const key = aPersonKey();
  const sealed = Array.from({ length: 1000 }, () => sealWith(key, "+8613800138000"));
  expect(new Set(sealed).size).toBe(1000);
});

test("sealed text does not open with another person's key", () => {
  const sealed = sealWith(aPersonKey("pro_maya"), "a");
  expect(() => openWith(aPersonKey("pro_omar"), sealed)).toThrow(UnreadableText);
  expect(() => openWith(aPersonKey("pro_maya"), sealed)).toThrow(UnreadableText);
});

test("sealed text that was moved to another person does not open, even with the key it was sealed with", () => {
  const maya = aPersonKey("pro_maya");
  const moved = sealWith(maya, "a").replace("pro_maya", "pro_omar");
  expect(() => openWith({ ...maya, subject: "pro_omar" }, moved)).toThrow(UnreadableText);
});

test("sealed text that was changed in any byte does not open", () => {
  const key = aPersonKey();
  const sealed = sealWith(key, "room 302");
  const [head, body] = [
    sealed.slice(0, sealed.lastIndexOf(":") + 1),
    sealed.slice(sealed.lastIndexOf(":") + 1),
  ];
  const bytes = Buffer.from(body, "base64url");
  for (const index of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    expect(() => openWith(key, head + changed.toString("base64url"))).toThrow(UnreadableText);
  }
});

test.each(["", "room 302", "sealed:v1:pro_maya:", "sealed:v2:pro_maya:AAAA", "sealed:v1:pro_maya:AAAA"])(
  "%j is no sealed text, and the error does not repeat it",
  (text) => {
    expect(() => openWith(aPersonKey(), text)).toThrow(UnreadableText);
    expect(() => openWith(aPersonKey(), text)).not.toThrow(/302|AAAA/);
  },
);
