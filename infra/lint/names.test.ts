import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { retired, retiredFiles } from "./names.ts";

const root = resolve(import.meta.dirname, "../..");
const files = globSync("{packages,services,infra}/**/*.ts", {
  cwd: root,
  exclude: (path) => path.includes("node_modules"),
})
  .filter((path) => !/node_modules|\/generated|infra\/lint\/names/.test(path))
  .toSorted();

/** Comments and texts: only what code calls things is looked at. */
const wordsOfPeople =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;

/** What a file calls things that the field calls otherwise. */
const retiredIn = (path: string, text: string): string[] => {
  const names = new Set(text.replaceAll(wordsOfPeople, " ").match(/[A-Za-z_$][\w$]*/g));
  return retired
    .filter(({ except }) => !except?.test(path))
    .flatMap(({ name, say }) =>
      [...names].filter((word) => name.test(word)).map((word) => `${path}: ${word} → ${say}`),
    );
};

test("things are called by the field's words", () => {
  expect(files.flatMap((path) => retiredIn(path, readFileSync(join(root, path), "utf8")))).toEqual([]);
});

test("files are named by what is in them", () => {
  const bad = files.flatMap((path) =>
    retiredFiles.filter((one) => one.path.test(path)).map(({ say }) => `${path} → ${say}`),
  );
  expect(bad).toEqual([]);
});

test("a retired name is found in code, and left alone in comments and texts", () => {
  expect(retiredIn("a.ts", 'const untold = 1; // untold\nconst text = "the wish of a guest";')).toEqual([
    "a.ts: untold → internal fact, published",
  ]);
  expect(retiredIn("services/gateway/src/domain/html.ts", "const piece = 1;")).toEqual([]);
  expect(files.length).toBeGreaterThan(1_000);
});
