import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPapers } from "./read-papers.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "shouwen-papers-"));
  const year = (number: number) => JSON.stringify({ year: number, papers: [], days: [] });
  writeFileSync(join(folder, "2027.json"), year(2027));
  writeFileSync(join(folder, "2026.json"), year(2026));
  writeFileSync(join(folder, "schema.json"), "{}");
  writeFileSync(join(folder, "broken.json"), "{ no");
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a folder gives its years in order, and only the files of years", () => {
  expect(readPapers([folder]).map(({ year }) => year)).toEqual([2026, 2027]);
});

test.each([
  ["nowhere.json", /There is no .*nowhere\.json/],
  ["schema.json", /schema\.json is no announced year: year/],
  ["broken.json", /broken\.json is no JSON/],
])("%s is named with what is wrong", (file, message) => {
  expect(() => readPapers([join(folder, file)])).toThrow(message);
});
