import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
/** What is kept up to date. Decisions tell of their day, changelogs of theirs. */
const documents = globSync(
  [
    "README.md",
    ".github/*.md",
    "infra/docs/*.md",
    "infra/docs/{runbooks,tour}/*.md",
    "{infra,packages,services}/*/README.md",
  ],
  { cwd: root },
).toSorted();

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

test("each decision has a number of its own", () => {
  const numbers = globSync("infra/docs/adr/*.md", { cwd: root }).map((path) => basename(path).slice(0, 4));
  expect(numbers.toSorted()).toEqual([...new Set(numbers)].toSorted());
});

test("documents are found in every room", () => {
  const rooms = documents.map((document) => dirname(document).split("/").slice(0, 2).join("/"));
  expect(rooms).toEqual(
    expect.arrayContaining([".", ".github", "infra/docs", "infra/e2e", "packages/cli", "services/routing"]),
  );
});

test("a dead link and a path that is none are found", () => {
  const page =
    "[here](one-request.md#work), [gone](gone.md), `infra/docs/gone.md`, [there](https://example.org)";
  expect(deadLinks("infra/docs/tour/page.md", page)).toEqual(["gone.md"]);
  expect(missingPaths(page)).toEqual(["infra/docs/gone.md"]);
});
