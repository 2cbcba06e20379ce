import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const tour = "infra/docs/tour";
const documents = [
  "README.md",
  ".github/CONTRIBUTING.md",
  ...readdirSync(join(root, tour))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(tour, name)),
];

const read = (document: string): string => readFileSync(join(root, document), "utf8");

/** What a document links to that is neither elsewhere nor there. */
const deadLinks = (document: string, text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.replace(/#.*$/, ""))
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(resolve(root, dirname(document), target)));

/** Paths from the root that a document names, as far as they are written out. */
const missingPaths = (text: string): string[] =>
  [...text.matchAll(/`((?:infra|packages|services|\.github)\/[\w./-]+)`/g)]
    .map(([, path = ""]) => path)
    .filter((path) => !existsSync(join(root, path)));

test("the README is read in five minutes: at most 900 words", () => {
  expect(read("README.md").trim().split(/\s+/).length).toBeLessThanOrEqual(900);
});

test.each(documents)("what %s links to and names is there", (document) => {
  const text = read(document);
  expect([...deadLinks(document, text), ...missingPaths(text)]).toEqual([]);
});

test("a dead link and a path that is none are found", () => {
  const page =
    "[here](one-request.md#work), [gone](gone.md), `infra/docs/gone.md`, [there](https://example.org)";
  expect(deadLinks(join(tour, "page.md"), page)).toEqual(["gone.md"]);
  expect(missingPaths(page)).toEqual(["infra/docs/gone.md"]);
});
