import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { openStateFolder, resetStateFolder, type StateFolder, stateFolder } from "./state-folder.ts";

let folder: StateFolder;
beforeEach(() => {
  const parent = mkdtempSync(join(tmpdir(), "shouwen-state-"));
  folder = stateFolder(join(parent, ".shouwen"));
  return () => rmSync(parent, { recursive: true, force: true });
});

test("a new folder gets its version, and is opened again as it is", () => {
  openStateFolder(folder);
  writeFileSync(join(folder.secrets, "kept"), "x");
  const written = statSync(join(folder.path, "version"), { bigint: true }).mtimeNs;
  openStateFolder(folder);
  // Not written again: whoever reads it at this moment would find half a file.
  expect(statSync(join(folder.path, "version"), { bigint: true }).mtimeNs).toBe(written);
  expect(readFileSync(join(folder.path, "version"), "utf8")).toBe("1");
  expect(existsSync(join(folder.secrets, "kept"))).toBe(true);
});

test("a folder of a newer version is named and left alone", () => {
  mkdirSync(folder.path);
  writeFileSync(join(folder.path, "version"), "99");
  expect(() => openStateFolder(folder)).toThrow(/\.shouwen has version 99, .* left as it is/);
  expect(existsSync(folder.logs)).toBe(false);
});

test("a folder that says no version is named and left alone", () => {
  mkdirSync(folder.path);
  writeFileSync(join(folder.path, "mine.txt"), "x");
  expect(() => openStateFolder(folder)).toThrow("was not made by Shouwen");
});

test("a reset forgets everything, of any version", () => {
  mkdirSync(folder.path);
  writeFileSync(join(folder.path, "version"), "99");
  resetStateFolder(folder);
  openStateFolder(folder);
  expect(readFileSync(join(folder.path, "version"), "utf8")).toBe("1");
});
