import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasPersonalData, maskPersonalData } from "../src/mask-text.ts";
import { isIdentityNumber } from "../src/masking/identity-numbers.ts";

const inChina = { countryCode: "CN" };
const inHongKong = { countryCode: "HK" };

describe("what is nobody's stays as it was written", () => {
  test.each([
    ["Rooms 1203 1204 1205 no hot water", inChina],
    ["Rooms 1203 to 1208, no hot water since 2026-11-22 08:30", inChina],
    ["Rooms 2103 2104 no hot water", inHongKong],
    ["2103/2104/2105 房没有热水", inHongKong],
    ["入住 2026.12.01-2026.12.05", inChina],
    ["入住 2026.12.01-2026.12.05", inHongKong],
    ["2026年12月1日 08:30–09:30", inHongKong],
    ["11/22/2026 - 11/25/2026", { countryCode: "US" }],
    ["12-01 至 12-05", inHongKong],
    ["20261201", inHongKong],
    ["共 ￥1,288.00，HK$ 91234567 与 13,800,138,000 元", inHongKong],
    ["订单 2026112200", inChina],
    ["订单号 202611220001234567", inChina],
    ["Booking 9123 4567", inHongKong],
    ["Order no. 4155520123", { countryCode: "US" }],
    ["拨打 400-820-8820 没人接", inChina],
    ["(37.7616431024746, -122.408431021157)", { countryCode: "US" }],
    ["3 towels to 1203，分机 8302", inChina],
    ["水管漏水，三楼３０２房 💧", inChina],
  ])("%s", (text, context) => {
    expect(maskPersonalData(text, context)).toBe(text);
    expect(hasPersonalData(text, context)).toBe(false);
  });
});

describe("what is somebody's is hidden, and nothing else", () => {
  test.each([
    ["身份证 110101 19900307 1234", "身份证 ***", inChina],
    ["ID 110105 19491231 002X, room 1203", "ID ***, room 1203", inChina],
    ["回电 138–0013–8000", "回电 ***", inChina],
    ["9123 4567", "***", inHongKong],
    ["Room 1203 9123 4567", "Room 1203 ***", inHongKong],
    ["1203 13800138000", "1203 ***", inChina],
    ["打 １３８００１３８０００", "打 ***", inChina],
    ["Call +86 138 0013 8000 back", "Call *** back", inHongKong],
    ["Call (0571) 8765-4321 back", "Call *** back", inChina],
    ["电话 8765 4321", "电话 ***", inChina],
    ["tel:+86-138-0013-8000", "tel:***", inChina],
    ["sip:13800138101@10.0.0.5", "sip:***@10.0.0.5", inChina],
    ["一三八〇〇一三八〇〇〇", "***", inChina],
    ["1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", "***", inChina],
    ["١٣٨٠٠١٣٨٠٠٠", "***", inChina],
    ["13\u200B800\u202D138000", "***", inChina],
    ["13800138000万分感谢", "***万分感谢", inChina],
    ["护照 E12345678 房 1203", "护照 *** 房 1203", inChina],
    ["A123456(3) at the desk", "*** at the desk", inHongKong],
    ["A123456789", "***", { countryCode: "TW" }],
    ["信用卡 4111 1111 1111 1111", "信用卡 ***", inChina],
    ["Write to zhang.san@example.com.", "Write to ***.", inChina],
    ["写信给张三＠例子．公司", "***", inChina],
  ])("%s", (text, masked, context) => {
    expect(maskPersonalData(text, context)).toBe(masked);
    expect(hasPersonalData(text, context)).toBe(true);
  });

  test.each([
    ["王 女士在大堂", "王女士", "***在大堂"],
    ["Mr. Rossi in 1203, MARIA ROSSI", "Maria Rossi", "Mr. *** in 1203, ***"],
    ["行李在 1203", "李", "行李在 1203"],
    ["brown water", "Tom Brown", "brown water"],
    ["尉迟晓月说没有热水", "尉迟晓月", "***说没有热水"],
    ["Anne-Marie in 1203", "Anne-Marie", "*** in 1203"],
    ["no towels (O'Neil/Smith-Jones)", "O'Neil/Smith-Jones", "no towels (***)"],
  ])("a known name: %s", (text, name, masked) => {
    expect(maskPersonalData(text, { ...inChina, names: [name] })).toBe(masked);
  });
});

const dashes = ["-", "–", "—", "‑", "−", "－", "﹣"];
const marks = ["", "\u202A", "\u2068", "\u200B", "\u200E", "\uFEFF"];
const fullWidth = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));

const written = fc.record({
  separator: fc.constantFrom("", " ", " ", ".", " - ", ...dashes),
  mark: fc.constantFrom(...marks),
  isFullWidth: fc.boolean(),
  before: fc.constantFrom("", "回电 ", "请打", "1203 房，", "call ", "微信同号:", "2026-11-22 08:30 "),
  after: fc.constantFrom("", "，谢谢", " 1203房", " back", "（微信同号）", "。入住 2026.12.01-2026.12.05"),
});

test("a mobile number is hidden however it is written, and what stands around it stays", () => {
  const mobile = fc
    .tuple(fc.constantFrom("130", "138", "159", "177", "186", "199"), fc.integer({ min: 0, max: 99_999_999 }))
    .map(([head, rest]) => [head, ...(String(rest).padStart(8, "0").match(/\d{4}/g) ?? [])]);
  fc.assert(
    fc.property(mobile, written, (parts, { separator, mark, isFullWidth, before, after }) => {
      const plain = parts.join(separator + mark);
      const number = isFullWidth ? fullWidth(plain) : plain;
      expect(maskPersonalData(before + number + after, inChina)).toBe(`${before}***${after}`);
    }),
    { numRuns: 200 },
  );
});

const withCheckDigit = (first17: string): string =>
  [..."0123456789X"].map((last) => first17 + last).find(isIdentityNumber) ?? "";

test("an identity number is hidden however it is written, with a right last digit or a mistyped one", () => {
  const number = fc
    .tuple(
      fc.constantFrom("110101", "310104", "440305", "510107", "820000"),
      fc.date({ min: new Date("1900-01-01"), max: new Date("2026-01-01"), noInvalidDate: true }),
      fc.integer({ min: 0, max: 999 }),
    )
    .map(([region, born, order]) => {
      const birth = born.toISOString().slice(0, 10).replaceAll("-", "");
      return withCheckDigit(region + birth + String(order).padStart(3, "0"));
    });
  fc.assert(
    fc.property(
      number,
      written,
      fc.boolean(),
      (id, { separator, mark, isFullWidth, before, after }, isOff) => {
        const last = isOff && id[17] !== "X" ? String((Number(id[17]) + 1) % 10) : id[17];
        const parts = [id.slice(0, 6), id.slice(6, 14), id.slice(14, 17) + last];
        const plain = parts.join(separator + mark);
        const text = isFullWidth ? fullWidth(plain) : plain;
        expect(maskPersonalData(before + text + after, inChina)).toBe(`${before}***${after}`);
      },
    ),
    { numRuns: 200 },
  );
});

test("rooms of a floor, stays, times, prices and order numbers are left alone, in every country", () => {
  const floor = fc.integer({ min: 1, max: 60 });
  const rooms = fc
    .tuple(floor, fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 8 }))
    .map(([level, numbers]) => numbers.map((n) => `${level}${String(n).padStart(2, "0")}`).join(" "));
  const day = fc
    .date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true })
    .map((moment) => moment.toISOString().slice(0, 10));
  const stay = fc
    .tuple(day, day, fc.constantFrom("-", ".", "/"), fc.constantFrom("-", " - ", "–", "至", " ~ "))
    .map(([from, to, dot, dash]) => `${from.replaceAll("-", dot)}${dash}${to.replaceAll("-", dot)}`);
  const price = fc.integer({ min: 1, max: 9_999_999 }).map((n) => `¥${n.toLocaleString("en")}.00`);
  const isMobileWithCountryCode = (n: bigint): boolean => /^861[3-9]\d{9}$/.test(String(n));
  const order = fc
    .bigInt({ min: 10n ** 11n, max: 10n ** 13n })
    .filter((n) => !isMobileWithCountryCode(n)) // hidden on purpose, whatever stands before it
    .map((n) => `订单号 ${n}`);
  const text = fc
    .tuple(rooms, stay, price, order)
    .map(([room, nights, sum, number]) => `Rooms ${room}，入住 ${nights}，${sum}，08:30-09:30；${number}`);
  const country = fc.constantFrom("CN", "HK", "MO", "SG", "US", "JP", "GB", "TH");
  fc.assert(
    fc.property(text, country, (given, countryCode) => {
      expect(maskPersonalData(given, { countryCode })).toBe(given);
    }),
    { numRuns: 200 },
  );
});

test("masking twice is masking once, and any text at all can be masked", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
      const once = maskPersonalData(text, inChina);
      expect(maskPersonalData(once, inChina)).toBe(once);
    }),
  );
});

const shared = new URL("../../../../shared/data/", import.meta.url);
const absent = !existsSync(shared);
const readVectors = <Vector>(path: string): Vector[] =>
  (JSON.parse(readFileSync(new URL(path, shared), "utf8")) as { vectors: Vector[] }).vectors;

type PhoneVector = { text: string; region?: string; expect: { valid?: boolean; type?: string } };

test.skipIf(absent)(
  `every number of Google's library is hidden where it is said to be one${absent ? ", skipped: no ../shared/data" : ""}`,
  () => {
    const valid = readVectors<PhoneVector>("phone/vectors.json").filter(
      ({ text, expect: { valid: isValid, type } }) => isValid && type !== "SHARED_COST" && text.length > 4,
    );
    const readable = valid.filter(({ text, region = "CN" }) => {
      const masked = maskPersonalData(`请回电 ${text}，谢谢`, { countryCode: region });
      return masked.replace(/\s/g, "") !== "请回电***，谢谢";
    });
    expect(valid.length).toBeGreaterThan(350);
    expect(readable).toEqual([]);
  },
);

type IdVector = { text: string; why: string; expect_valid: boolean };

test.skipIf(absent)(
  `GB 11643 numbers are told as the reference tells them, and hidden in a sentence${absent ? ", skipped: no ../shared/data" : ""}`,
  () => {
    const vectors = readVectors<IdVector>("id-card/reference.json");
    expect(vectors.filter(({ text, expect_valid }) => isIdentityNumber(text) !== expect_valid)).toEqual([]);
    const readable = vectors.filter(
      ({ text, expect_valid }) =>
        expect_valid && maskPersonalData(`客人${text}入住`, inChina) !== "客人***入住",
    );
    expect(readable).toEqual([]);
    const said = vectors.filter(
      ({ text, why }) => why !== "form" && maskPersonalData(`身份证 ${text}`, inChina) !== "身份证 ***",
    );
    expect(said).toEqual([]);
  },
);
