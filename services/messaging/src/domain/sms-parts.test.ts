import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { countSms } from "./sms-parts.ts";

describe("what an SMS costs", () => {
  test.each([
    ["a".repeat(160), "GSM-7", 160, 1],
    ["a".repeat(161), "GSM-7", 161, 2],
    ["a".repeat(306), "GSM-7", 306, 2],
    ["a".repeat(307), "GSM-7", 307, 3],
    ["退".repeat(70), "UCS-2", 70, 1],
    ["退".repeat(71), "UCS-2", 71, 2],
    ["退".repeat(134), "UCS-2", 134, 2],
    ["退".repeat(135), "UCS-2", 135, 3],
    ["", "GSM-7", 0, 1],
  ] as const)("%# counts its units and its parts", (...[text, encoding, units, parts]) => {
    expect(countSms(text)).toEqual({ encoding, units, parts });
  });

  test("an escaped character costs two and is never torn between two parts", () => {
    expect(countSms("€".repeat(80))).toEqual({ encoding: "GSM-7", units: 160, parts: 1 });
    expect(countSms("€".repeat(153))).toEqual({ encoding: "GSM-7", units: 306, parts: 3 });
  });

  test("a surrogate pair is never torn between two parts", () => {
    expect(countSms("😀".repeat(66))).toEqual({ encoding: "UCS-2", units: 132, parts: 2 });
    expect(countSms("😀".repeat(67))).toEqual({ encoding: "UCS-2", units: 134, parts: 3 });
  });

  test("one character outside the alphabet makes the whole text UCS-2", () => {
    expect(countSms("Gar\u00e7on")).toEqual({ encoding: "UCS-2", units: 6, parts: 1 });
  });
});

type Vector = { text: string; why: string; expect: { encoding: string; units: number; segments: number } };

const vectors = resolve(import.meta.dirname, "../../../../../shared/data/sms/vectors.json");
const missing = !existsSync(vectors);

test.skipIf(missing)(
  `agrees with every reference vector${missing ? " (skipped: no shared data here)" : ""}`,
  () => {
    const { vectors: all } = JSON.parse(readFileSync(vectors, "utf8")) as { vectors: Vector[] };
    expect(all.length).toBeGreaterThanOrEqual(173);
    for (const { text, why, expect: wanted } of all) {
      const { encoding, units, parts } = countSms(text);
      expect({ why, encoding, units, segments: parts }).toEqual({ why, ...wanted });
    }
  },
);
