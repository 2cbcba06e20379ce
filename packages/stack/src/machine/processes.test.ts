import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { Problem } from "../problem.ts";
import { commandOf, isAlive, launch, type Running, stopProcess, waitUntilReady } from "./processes.ts";

const run = async (script: string): Promise<Running & { logFile: string }> => {
  const folder = mkdtempSync(join(tmpdir(), "shouwen-processes-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const logFile = join(folder, "a", "process.log");
  const running = await launch({ command: process.execPath, args: ["-e", script], logFile });
  onTestFinished(() => stopProcess(running.pid, { first: "SIGKILL" }));
  return { ...running, logFile };
};

const forever = "setInterval(() => undefined, 1000)";

test("a process writes into its log file without anybody reading from it", async () => {
  const { logFile, exited } = await run("console.log('hello'); console.error('and good-bye')");
  expect(await exited).toBe(0);
  expect(readFileSync(logFile, "utf8")).toBe("hello\nand good-bye\n");
});

test("a process is asked to stop before it is killed", async () => {
  const polite = await run(`process.on('SIGTERM', () => process.exit(7)); ${forever}; console.log('up')`);
  await vi.waitFor(() => expect(readFileSync(polite.logFile, "utf8")).toContain("up"));
  await stopProcess(polite.pid);
  expect(await polite.exited).toBe(7);
});

test("a process that does not listen is killed after its grace", async () => {
  const deaf = await run(`process.on('SIGTERM', () => undefined); ${forever}; console.log('up')`);
  await vi.waitFor(() => expect(readFileSync(deaf.logFile, "utf8")).toContain("up"));
  await stopProcess(deaf.pid, { graceMs: 100 });
  expect(await deaf.exited).toBe("SIGKILL");
  expect(isAlive(deaf.pid)).toBe(false);
});

test("waiting for a process that ends fails at once and says how it ended", async () => {
  const short = await run("process.exit(3)");
  const waiting = waitUntilReady(short, async () => false, {
    timeoutMs: 30_000,
    onFailure: (reason) => new Problem(reason, { fix: "" }),
  });
  await expect(waiting).rejects.toThrow("it ended with 3");
});

test("a process that is not ready in time is stopped", async () => {
  const slow = await run(forever);
  const waiting = waitUntilReady(slow, async () => false, {
    timeoutMs: 100,
    onFailure: (reason) => new Problem(reason, { fix: "" }),
  });
  await expect(waiting).rejects.toThrow("it was not ready after 0.1 s");
  expect(isAlive(slow.pid)).toBe(false);
});

test("the command of a living process can be told, and of a dead one nothing", async () => {
  const { pid, exited } = await run(`${forever} // marked`);
  expect(commandOf(pid)).toContain("// marked");
  await stopProcess(pid, { first: "SIGKILL" });
  await exited;
  expect(commandOf(pid)).toBe("");
});
