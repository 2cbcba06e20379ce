import { expect, test } from "vitest";
import { joinedFrom, piecesOf } from "./cookies.ts";

test("a long token travels in several cookies and arrives whole", () => {
  const value = "t".repeat(9_000);
  const pieces = piecesOf("s", value);
  expect(pieces.every(([, piece]) => piece.length <= 3_800)).toBe(true);
  expect(joinedFrom(Object.fromEntries(pieces), "s")).toBe(value);
});

test("a short value empties the pieces that a longer one left behind", () => {
  expect(piecesOf("s", "v").map(([, piece]) => piece)).toEqual(["v", "", "", ""]);
});

test("a token that no browser would keep is refused at once", () => {
  expect(() => piecesOf("s", "t".repeat(20_000))).toThrow("does not fit");
});
