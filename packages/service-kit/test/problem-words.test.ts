import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { problemCodes } from "../scripts/problem-codes.ts";
import { problemsPage, problemsPagePath } from "../scripts/problems-page.ts";
import { problemWords } from "../src/problem-words/all.ts";

const codes = problemCodes();

test("every code that a service may answer with has words in Chinese, and says what to do in both languages", () => {
  const known = new Set(codes.map(({ code }) => code));
  expect(codes.length).toBeGreaterThan(150);
  expect([...known].filter((code) => !Object.hasOwn(problemWords, code))).toEqual([]);
  expect(
    Object.keys(problemWords).filter((code) => !known.has(code)),
    "words for a code that nobody says",
  ).toEqual([]);
});

test("a code has one title and one status, whoever says it", () => {
  const saidTwice = Map.groupBy(codes, ({ code }) => code);
  for (const [code, all] of saidTwice) {
    expect(new Set(all.map(({ title }) => title)).size, code).toBe(1);
    expect(new Set(all.map(({ status }) => status)).size, code).toBe(1);
  }
});

test("titles speak with one voice: a sentence without a full stop, in Chinese without a comma of another script", () => {
  // What is said of a row of a file begins with the row.
  for (const { code, title } of codes.filter((one) => !one.code.startsWith("record.")))
    expect(title, code).toMatch(/^["A-Z].*[^.。!]$/);
  for (const [code, { zh, todo }] of Object.entries(problemWords)) {
    expect(zh, code).toMatch(/\p{Script=Han}.*[^。.!！]$/u);
    expect(zh, code).not.toMatch(/\p{Script=Han}[,;:]\p{Script=Han}/u);
    expect(todo.zh, code).toMatch(/\p{Script=Han}.*。$/u);
    expect(todo.en, code).toMatch(/^["`A-Z].*\.$/);
  }
});

test("the page of problems is what the sources say", () => {
  expect(readFileSync(problemsPagePath, "utf8")).toBe(problemsPage());
});
