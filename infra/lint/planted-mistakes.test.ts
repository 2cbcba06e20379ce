import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mistakes } from "./planted-mistakes.ts";

const root = resolve(import.meta.dirname, "../..");
const most = 12;

let folder = "";
const messages = new Map<string, string>();

const compile = (project: string): Promise<string> =>
  new Promise((done) => {
    const tsc = join(root, "node_modules/.bin/tsc");
    execFile(tsc, ["-p", project, "--pretty", "false"], { maxBuffer: 10_000_000 }, (_failed, stdout) =>
      done(stdout),
    );
  });

/** What the compiler says begins with the file; the lines of one message that follow are indented. */
const byFile = (output: string): Map<string, string> => {
  const found = new Map<string, string>();
  let current = "";
  for (const line of output.split("\n").filter(Boolean)) {
    current = /(mistake-\d+)\.ts\(/.exec(line)?.[1] ?? (line.startsWith(" ") ? current : "elsewhere");
    found.set(current, `${found.get(current) ?? ""}${line}\n`);
  }
  return found;
};

beforeAll(async () => {
  // Where no other rule looks, and imports are found as in the service.
  folder = mkdtempSync(join(root, "services/callbacks/node_modules/.mistakes-"));
  for (const [at, { code }] of mistakes.entries()) writeFileSync(join(folder, `mistake-${at}.ts`), code);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "../../../../tsconfig.base.json",
      files: mistakes.map((_, at) => `mistake-${at}.ts`),
    }),
  );
  for (const [file, message] of byFile(await compile(folder))) messages.set(file, message);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(mistakes.map((mistake, at) => ({ ...mistake, at })))(
  "$name: the compiler says so, in a few lines",
  ({ name, says, at }) => {
    const message = messages.get(`mistake-${at}`) ?? "";
    process.stdout.write(`\n${name}\n${message}`);
    expect(message).toMatch(says);
    expect(message.trimEnd().split("\n").length).toBeLessThanOrEqual(most);
  },
);

test("nothing but the mistakes is wrong", () => {
  expect(messages.get("elsewhere")).toBeUndefined();
});
