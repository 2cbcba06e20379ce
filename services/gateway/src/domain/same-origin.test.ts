import { expect, test } from "vitest";
import { comesFromOurPage, ownPath } from "./same-origin.ts";

const post = { method: "POST", origin: undefined, ownHeader: false, hosts: ["desk.example.com"] };

test("our own pages may change things", () => {
  expect(comesFromOurPage({ ...post, origin: "https://desk.example.com" })).toBe(true);
});

test("another site may not ride on somebody's cookie", () => {
  expect(comesFromOurPage({ ...post, origin: "https://evil.example" })).toBe(false);
  expect(comesFromOurPage({ ...post, origin: "https://evil.example", ownHeader: true })).toBe(false);
  expect(comesFromOurPage({ ...post, origin: "null" })).toBe(false);
});

test("without an origin, only a header that forms cannot send will do", () => {
  expect(comesFromOurPage(post)).toBe(false);
  expect(comesFromOurPage({ ...post, ownHeader: true })).toBe(true);
});

test("reading needs no proof", () => {
  expect(comesFromOurPage({ ...post, method: "GET", origin: "https://evil.example" })).toBe(true);
});

test("after signing in nobody is led to another site", () => {
  expect(ownPath("/live?propertyId=prp_1")).toBe("/live?propertyId=prp_1");
  for (const foreign of ["//evil.example", "https://evil.example", "/\\evil.example", undefined, ""])
    expect(ownPath(foreign)).toBe("/");
});
