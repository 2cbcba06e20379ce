import { expect, test } from "vitest";
import { cookieLine, joinedFrom, piecesOf, readCookies } from "./cookies.ts";

test("cookies are read as browsers send them", () => {
  expect([...readCookies("a=1; b=x=y;c=; a=2")]).toEqual([
    ["a", "1"],
    ["b", "x=y"],
    ["c", ""],
  ]);
  expect(readCookies(undefined).size).toBe(0);
});

test("a session cookie is out of reach of scripts and of other sites' forms", () => {
  const line = cookieLine("s", "v", { maxAgeSeconds: 60, path: "/", secure: true });
  expect(line).toBe("s=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
});

test("a long token travels in several cookies and arrives whole", () => {
  const value = "t".repeat(9_000);
  const pieces = piecesOf("s", value);
  expect(pieces.every(([, piece]) => piece.length <= 3_800)).toBe(true);
  expect(joinedFrom(new Map(pieces), "s")).toBe(value);
});

test("a short value empties the pieces that a longer one left behind", () => {
  expect(piecesOf("s", "v").map(([, piece]) => piece)).toEqual(["v", "", "", ""]);
});

test("a token that no browser would keep is refused at once", () => {
  expect(() => piecesOf("s", "t".repeat(20_000))).toThrow("does not fit");
});
