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
    "\u202a13800138000\u202c",
    "(+86)13800138000",
    "（＋８６）138 0013 8000",
    "+86 (0)138 0013 8000",
    "138\u00a00013\u00a08000",
    "138.0013.8000",
    "138–0013–8000",
    "8613800138000",
    "+86\u200b13800138000",
    "13800138000（微信同号）",
    "13800138000 微信同号",
    "手机：13800138000",
    "Tel. 138-0013-8000",
    "张先生 13800138000",
    "13800138000 (wife's mobile)",
    "1203房 13800138000",
    "13800138000 Room 1203",
    "138 0013 8000 房1203",
    "1203室 138-0013-8000",
    "sip:13800138000@10.0.0.5",
    "sip:+8613800138000@pbx.example.com;transport=udp",
    "tel:+86-138-0013-8000",
    "tel:13800138000;phone-context=+86",
    "'13800138000",
    '="13800138000"',
    "13800138000.0",
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

  test.each([
    ["021-62341234", "CN", "+862162341234"],
    ["(021) 6234 1234", "CN", "+862162341234"],
    ["+86 (0)21 6234 1234", "CN", "+862162341234"],
    ["9123 4567", "HK", "+85291234567"],
    ["(852) 9123-4567", "HK", "+85291234567"],
    ["９１２３４５６７（WhatsApp）", "HK", "+85291234567"],
    ["whatsapp:+85291234567", "CN", "+85291234567"],
    ["400-820-8820", "CN", "+864008208820"],
  ])("%j at a property in %s is %s", (text, country, value) => {
    expect(normaliseContact(text, country)).toEqual({ kind: "phone", value });
  });

  test.each([
    "010-65529988转801",
    "010-65529988 轉 801",
    "010-65529988-801",
    "010-65529988 分机801",
    "(010) 6552 9988 内线 801",
    "+86 10 6552 9988 ext. 801",
    "tel:+86-10-6552-9988;ext=801",
  ])("%j is one desk behind a switchboard, and not the switchboard", (text) => {
    expect(normaliseContact(text, "CN")).toEqual({ kind: "phone", value: "+861065529988;ext=801" });
  });

  test.each([
    "李四 <li.si@example.com>",
    "<LI.SI@example.com>",
    "mailto:li.si@example.com?subject=hi",
    "\u200eli.si@example.com",
  ])("%j is an e-mail address with something around it", (text) =>
    expect(normaliseContact(text, "CN")).toEqual({ kind: "email", value: "li.si@example.com" }),
  );

  test.each([
    "QQ 2138001380",
    "微信号 wx13800138000",
    "订单 13800138000",
    "身份证 110101199003071234",
    "13800138000 / 13900139000",
    "138****8000",
    "1.38E+10",
    "sip:alice@10.0.0.5",
    "房号 8302，姓张",
    "2026-11-22 08:15",
  ])("%j could be anything, and nobody is found by it", (text) => {
    expect(normaliseContact(text, "CN").kind).toBe("text");
  });

  test("that is an e-mail address is compared without case", () => {
    expect(normaliseContact(" Li.Wei@Example.COM ", "CN")).toEqual({
      kind: "email",
      value: "li.wei@example.com",
    });
    expect(normaliseContact("张三@例子.公司", "CN").kind).toBe("email");
  });

  test.each(["", "8302 房", "ask at the pool bar", "12345", "a@b", "12"])(
    "%j is neither, and is kept as it was told, with a flag",
    (text) => {
      expect(normaliseContact(text, "CN")).toEqual({ kind: "text", value: text, flag: "unrecognised" });
    },
  );
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
    ["010-65529988转801", "+8610****9988 ext. ***"],
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
    // Google's library knows no 转; people in China write nothing else.
    const wrong = vectors
      .filter(({ text }) => !/转\d+$/.test(text))
      .filter(({ text, region, expect: wanted }) => {
        const read = normaliseContact(text, region ?? "");
        return wanted.valid ? read.value !== wanted.e164 : read.kind === "phone";
      });
    expect(vectors.length).toBeGreaterThan(400);
    expect(wrong).toEqual([]);
  },
);
