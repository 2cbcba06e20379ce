import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "@shouwen/cli/repository";
import { isAlive } from "@shouwen/stack/machine/processes";
import { eventually } from "@shouwen/test-kit/eventually";
import { expect, test } from "vitest";

const withinMs = 240_000;

/** The processes of the stack that a run has begun in this folder for temporary files. */
const pidsIn = (home: string): Record<string, number> => {
  const [stack] = readdirSync(home).filter((name) => name.startsWith("shouwen-faults-"));
  const file = join(home, stack ?? "", "processes.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, number>) : {};
};

test(
  "a SIGTERM to `npx shouwen faults` ends all that it started, also in the middle of a start",
  async () => {
    const home = mkdtempSync(join(tmpdir(), "faults-ending-"));
    const bin = join(root, "packages", "cli", "bin", "shouwen.mjs");
    const command = spawn(process.execPath, [bin, "faults", "1", "--results", join(home, "runs.jsonl")], {
      env: { ...process.env, TMPDIR: home },
      stdio: "ignore",
    });
    const ended = new Promise<number | null>((resolve) => command.once("exit", resolve));
    await eventually(() => expect(pidsIn(home)).toMatchObject({ postgres: expect.any(Number) }), {
      timeoutMs: withinMs / 2,
    });
    await eventually(() => expect(Object.keys(pidsIn(home)).length).toBeGreaterThan(3), {
      timeoutMs: withinMs / 2,
    });
    const pids = pidsIn(home);
    command.kill("SIGTERM");
    expect(await ended).toBe(143);
    const left = Object.entries(pids).filter(([name, pid]) => name !== "supervisor" && isAlive(pid));
    expect(left).toEqual([]);
    expect(readdirSync(home).filter((name) => name.startsWith("shouwen-faults-"))).toEqual([]);
    rmSync(home, { recursive: true, force: true });
  },
  withinMs,
);
