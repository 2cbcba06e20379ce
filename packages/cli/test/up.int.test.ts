import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "@shouwen/stack/machine/processes";
import { eventually } from "@shouwen/test-kit/eventually";
import { killHard } from "@shouwen/test-kit/faults";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../src/repository.ts";
import type { Stack } from "../src/stack/stack-file.ts";

let home = "";
let started: SpawnSyncReturns<string>;

const shouwen = (...args: string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [join(root, "packages", "cli", "src", "main.ts"), ...args], {
    encoding: "utf8",
    env: { ...process.env, SHOUWEN_HOME: home, DATABASE_URL: "", KAFKA_BROKERS: "" },
  });

const stack = (): Stack => JSON.parse(readFileSync(join(home, "stack.json"), "utf8")) as Stack;

const pidOf = (name: string): number => {
  const pid = stack().pids[name];
  if (pid === undefined) throw new Error(`${name} does not run`);
  return pid;
};

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "shouwen-up-"));
  started = shouwen("up", "--detach", "--services", "workforce", "--no-demo");
}, 240_000);

afterAll(() => {
  shouwen("down");
  rmSync(home, { recursive: true, force: true });
}, 180_000);

test("--detach returns once everything is ready and says how to reach it", async () => {
  expect(started.stdout + started.stderr).toContain("Shouwen is ready after");
  const { services, kafka, postgres, tokens, otlp } = stack();
  expect((await fetch(`${services.workforce}/health/ready`)).status).toBe(200);
  expect(kafka.brokers).toHaveLength(1);
  expect(postgres.services.workforce).toMatch(/^postgres:\/\/workforce:/);
  expect(Object.keys(tokens)).toEqual(["agent", "staff", "supervisor", "manager", "admin", "integrator"]);
  expect((await fetch(`${otlp}/traces?ticket=tic_none`)).status).toBe(200);
});

test("a second start says that it runs, and shows where", () => {
  const again = shouwen("up");
  expect(again.stdout).toContain("It was running already");
  expect(again.stdout).toContain(stack().services.workforce);
  expect(again.status).toBe(0);
});

test("a service that was killed is started again, and stack.json names its new process", async () => {
  const killed = pidOf("workforce");
  await killHard(killed);
  await eventually(() => expect(pidOf("workforce")).not.toBe(killed), { timeoutMs: 30_000 });
  expect((await fetch(`${stack().services.workforce}/health/ready`)).status).toBe(200);
  expect(readFileSync(join(home, "logs", "supervisor.log"), "utf8")).toContain(
    "workforce died (signal SIGKILL)",
  );
}, 180_000);

test("stopping leaves no process and no stack.json", () => {
  const pids = Object.values(stack().pids);
  expect(shouwen("down").status).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(existsSync(join(home, "stack.json"))).toBe(false);
  expect(shouwen("down").stdout).toContain("Nothing is running");
}, 180_000);
