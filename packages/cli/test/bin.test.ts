import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { root } from "../src/repository.ts";

let clone = "";

/** A clone in which nothing is installed: only what the bin may rely on. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "shouwen-clone-"));
  for (const path of ["package.json", "packages/cli/bin"]) {
    mkdirSync(join(clone, path, ".."), { recursive: true });
    cpSync(join(root, path), join(clone, path), { recursive: true });
  }
  mkdirSync(join(clone, "services"));
  writeFileSync(join(clone, "pnpm-lock.yaml"), "lockfileVersion: '9.0'\n");
  return () => rmSync(clone, { recursive: true, force: true });
});

const shouwen = (args: string[], path = process.env.PATH) =>
  spawnSync(process.execPath, [join(clone, "packages", "cli", "bin", "shouwen.mjs"), ...args], {
    encoding: "utf8",
    env: { ...process.env, PATH: path },
  });

test("--version and --help answer before anything is installed", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  expect(shouwen(["--version"]).stdout).toBe(`${version}\n`);
  expect(shouwen(["--help"]).stdout).toContain("Start with: npm start");
});

test("the doctor names a fix for everything that is missing, and fails", () => {
  const { stdout, status } = shouwen(["doctor"], join(clone, "empty"));
  expect(stdout).toContain("✘ npm is missing\n  → Install Node.js together with npm");
  expect(stdout).toContain("✘ Java is missing, and Kafka needs it\n  → Debian");
  expect(stdout).toContain("✔ No Docker; none is needed");
  expect(status).toBe(1);
});

test("where npm is missing, the install says so and what to do", () => {
  const { stderr, status } = shouwen(["up"], join(clone, "empty"));
  expect(stderr).toContain("Install packages failed: npm is not installed");
  expect(stderr).toContain("→ Install Node.js with npm");
  expect(status).toBe(1);
});

test.each(["up", "test", "demo", "faults", "bench"])(
  "with NODE_ENV=production `%s` is refused before anything is installed",
  (command) => {
    const { stderr, stdout, status } = spawnSync(
      process.execPath,
      [join(clone, "packages", "cli", "bin", "shouwen.mjs"), command],
      { encoding: "utf8", env: { ...process.env, NODE_ENV: "production" } },
    );
    expect(stderr).toContain("NODE_ENV=production: this starts the embedded stack");
    expect(stderr).toContain("→ Run the images instead");
    expect([status, stdout, existsSync(join(clone, "node_modules"))]).toEqual([1, "", false]);
  },
);

test("an unreachable registry is told from other failures", () => {
  const { stderr, status } = spawnSync(
    process.execPath,
    [join(clone, "packages", "cli", "bin", "shouwen.mjs"), "up"],
    {
      encoding: "utf8",
      env: {
        ...process.env,
        npm_config_registry: "http://127.0.0.1:9/",
        npm_config_cache: join(clone, "cache"),
        npm_config_fetch_retries: "0",
      },
    },
  );
  expect(stderr).toContain("The npm registry cannot be reached");
  expect(status).toBe(1);
});
