import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createBlindIndex } from "../src/blind-index.ts";
import { maskContact, maskName, normaliseContact } from "../src/contact.ts";
import { aMasterKey } from "./keys.ts";

const blindIndex = createBlindIndex(aMasterKey());

describe("a contact", () => {
  test.each([
    "13800138000",
    "138-0013-8000",
    "+86 138 0013 8000",
    "0086 13800138000",
    "１３８００１３８０００ ",
  ])("%j is one and the same phone, however it is written, and is found by one index", (text) => {
    const contact = normaliseContact(text, "CN");
    expect(contact).toEqual({ kind: "phone", value: "+8613800138000" });
    expect(blindIndex(contact)).toBe(blindIndex({ kind: "phone", value: "+8613800138000" }));
  });

  test("without prefix is read as a number of the property's country", () => {
    expect(normaliseContact("212 555 0100", "us").value).toBe("+12125550100");
    expect(normaliseContact("212 555 0100", "CN").value).toBe("+862125550100");
    expect(normaliseContact("+1 212 555 0100", "XX").value).toBe("+12125550100");
  });

  test("that is an e-mail address is compared without case", () => {
    expect(normaliseContact(" Li.Wei@Example.COM ", "CN")).toEqual({
      kind: "email",
      value: "li.wei@example.com",
    });
    expect(normaliseContact("张三@例子.公司", "CN").kind).toBe("email");
  });

  test.each([
    "",
    "8302 房",
    "ask at the pool bar",
    "12345",
    "a@b",
    "010-65529988转801",
    "+86 10 6552 9988 ext. 801",
  ])("%j is neither, and is kept as it was told, with a flag", (text) => {
    expect(normaliseContact(text, "CN")).toEqual({ kind: "text", value: text, flag: "unrecognised" });
  });
});

describe("a blind index", () => {
  test("has 32 characters, and is another for another contact, kind or master key", () => {
    const phone = { kind: "phone", value: "+8613800138000" } as const;
    const others = [
      blindIndex({ kind: "phone", value: "+8613800138001" }),
      blindIndex({ kind: "text", value: "+8613800138000" }),
      createBlindIndex(aMasterKey(2))(phone),
    ];
    expect(blindIndex(phone)).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(others).not.toContain(blindIndex(phone));
  });

  test("finds free text again whatever its case and spaces", () => {
    expect(blindIndex({ kind: "text", value: " Pool  Bar " })).toBe(
      blindIndex({ kind: "text", value: "pool bar" }),
    );
  });
});

describe("a mask", () => {
  test.each([
    ["13800138000", "+86138****8000"],
    ["+24740123", "+2****23"],
    ["zhang.san@example.com", "z***@example.com"],
    ["room 8302", "***"],
  ])("shows of %j only %j", (text, masked) => {
    expect(maskContact(normaliseContact(text, "CN"))).toBe(masked);
  });

  test.each([
    ["张三", "张*"],
    ["王小明", "王**"],
    ["欧阳娜娜", "欧**"],
    ["李", "李*"],
    ["Maria  Rossi", "M*** R***"],
    [" ", "***"],
  ])("shows of the name %j only %j", (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});

type PhoneVector = { text: string; region?: string; expect: { valid?: boolean; e164?: string } };
const vectorFile = new URL("../../../../shared/data/phone/vectors.json", import.meta.url);
const absent = !existsSync(vectorFile);

test.skipIf(absent)(
  `reads every number as Google's library does${absent ? ", skipped: no ../shared/data" : ""}`,
  () => {
    const { vectors } = JSON.parse(readFileSync(vectorFile, "utf8")) as { vectors: PhoneVector[] };
    const wrong = vectors.filter(({ text, region, expect: wanted }) => {
      const read = normaliseContact(text, region ?? "");
      return wanted.valid ? read.value !== wanted.e164 : read.kind === "phone";
    });
    expect(vectors.length).toBeGreaterThan(400);
    expect(wrong).toEqual([]);
  },
);
