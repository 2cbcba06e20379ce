import { beforeAll, describe, expect, test } from "vitest";
import { type Complaint, complaintsAbout } from "./planted-tree.ts";
import type { Seed } from "./seed.ts";
import { seeds } from "./seeds.ts";

const treeOf = (source: (seed: Seed) => string): Record<string, string> =>
  Object.fromEntries(seeds.map((seed) => [seed.path, source(seed)]));

describe("a breach of a law is reported", () => {
  let complaints: Complaint[];
  beforeAll(async () => {
    complaints = await complaintsAbout(treeOf((seed) => seed.broken));
  }, 60_000);

  test.each(seeds)("$law", ({ path, caughtBy }) => {
    const texts = complaints.filter((complaint) => complaint.path === path).map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringMatching(caughtBy));
  });
});

test("every seed lies in a file of its own", () => {
  expect(new Set(seeds.map(({ path }) => path)).size).toBe(seeds.length);
});

test("code that keeps every law is not complained about", async () => {
  expect(await complaintsAbout(treeOf((seed) => seed.kept))).toEqual([]);
}, 60_000);
