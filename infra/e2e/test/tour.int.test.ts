import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { openPlatform, type Platform } from "../src/platform.ts";
import { missingLine, playPage } from "../src/tour.ts";

const root = resolve(import.meta.dirname, "../../..");
const tour = "infra/docs/tour";
const pages = readdirSync(join(root, tour)).filter((name) => name.endsWith(".md"));

let platform: Platform;
beforeAll(async () => {
  platform = await openPlatform();
});

// Side by side: the people of these pages mostly wait.
test.concurrent.each(["README.md", ...pages.map((page) => join(tour, page))])(
  "%s tells what its commands do",
  { timeout: 240_000 },
  async (page) => {
    const different = await playPage(platform, readFileSync(join(root, page), "utf8"));
    expect(different, different.join("\n")).toEqual([]);
  },
);

test("figures and ids may be others than a page says, words may not", () => {
  const shown = ["owner  stf_lakeside_maya  0.5 min  opened", "…", "3 rows can be taken, 1 cannot."];
  const printed = ["owner  stf_lakeside_amy  2.0 s  opened", "more", "17 rows can be taken, 2 cannot."];
  expect(missingLine(shown, printed)).toBeUndefined();
  expect(missingLine(shown, printed.slice(0, 2))).toBe("3 rows can be taken, 1 cannot.");
  expect(missingLine(["satisfied"], ["dissatisfied"])).toBe("satisfied");
});
