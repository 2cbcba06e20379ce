import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { isAlive, launch, stopProcess } from "./processes.ts";
import { createSupervisor, type SupervisorEvent, type Unit } from "./supervisor.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "shouwen-supervisor-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

const supervise = () => {
  const events: SupervisorEvent[] = [];
  const supervisor = createSupervisor((event) => events.push(event));
  onTestFinished(supervisor.stop);
  return { supervisor, events, kinds: () => events.map(({ kind, name }) => `${name} ${kind}`) };
};

const aUnit = (name: string, script = "setInterval(() => undefined, 1000)"): Unit => ({
  name,
  start: async () => {
    const logFile = join(folder, `${name}.log`);
    const running = await launch({ command: process.execPath, args: ["-e", script], logFile });
    return { ...running, logFile, stop: () => stopProcess(running.pid) };
  },
});

const pidOf = (pids: Record<string, number>, name: string): number => {
  const pid = pids[name];
  if (pid === undefined) throw new Error(`${name} does not run`);
  return pid;
};

test("a process that was killed is started again, and it is said", async () => {
  const { supervisor, events, kinds } = supervise();
  await supervisor.start([aUnit("routing")]);
  const first = pidOf(supervisor.pids(), "routing");
  process.kill(first, "SIGKILL");
  await vi.waitFor(() => expect(kinds()).toEqual(["routing ready", "routing died", "routing back"]), {
    timeout: 5_000,
  });
  expect(pidOf(supervisor.pids(), "routing")).not.toBe(first);
  expect(events[1]).toMatchObject({ how: "signal SIGKILL", retryInMs: 500 });
});

test("a process that cannot come back is tried again, later and later", async () => {
  const { supervisor, events } = supervise();
  const marker = join(folder, "broken");
  const works = aUnit("intake");
  const unit: Unit = {
    name: "intake",
    start: (stopping) => {
      if (existsSync(marker)) throw new Error("no database");
      return works.start(stopping);
    },
  };
  await supervisor.start([unit]);
  writeFileSync(marker, "");
  process.kill(pidOf(supervisor.pids(), "intake"), "SIGKILL");
  const failures = () => events.filter((event) => event.kind === "failed_again");
  await vi.waitFor(() => expect(failures()).toHaveLength(2), { timeout: 8_000 });
  expect(failures().map(({ retryInMs }) => retryInMs)).toEqual([1_000, 2_000]);
  rmSync(marker);
  await vi.waitFor(() => expect(events.at(-1)?.kind).toBe("back"), { timeout: 8_000 });
});

test("a first start that fails is an error, with its reason", async () => {
  const { supervisor } = supervise();
  const broken: Unit = { name: "gateway", start: () => Promise.reject(new Error("no port left")) };
  await expect(supervisor.start([aUnit("intake"), broken])).rejects.toThrow("no port left");
});

test("stopping ends the last group first and starts nothing again", async () => {
  const { supervisor, kinds } = supervise();
  const stopped: string[] = [];
  const noting = (name: string): Unit => ({
    name,
    start: async (stopping) => {
      const served = await aUnit(name).start(stopping);
      const stop = async () => {
        await served.stop();
        stopped.push(name);
      };
      return { ...served, stop };
    },
  });
  await supervisor.start([noting("postgres")]);
  await supervisor.start([noting("routing")]);
  const pids = Object.values(supervisor.pids());
  await supervisor.stop();
  expect(stopped).toEqual(["routing", "postgres"]);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(kinds()).toEqual(["postgres ready", "routing ready"]);
});
