import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { rotate } from "./log-rotation.ts";

test("a log that has grown too large is kept aside once and begins anew", () => {
  const folder = mkdtempSync(join(tmpdir(), "shouwen-logs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "routing.log");
  writeFileSync(file, "0123456789");
  rotate(file, 10);
  expect(readFileSync(file, "utf8")).toBe("0123456789");
  appendFileSync(file, "!");
  rotate(file, 10);
  expect(readFileSync(file, "utf8")).toBe("");
  expect(readFileSync(`${file}.1`, "utf8")).toBe("0123456789!");
});
