import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ephemeralPort, freePort } from "./ports.ts";

const occupy = async (): Promise<number> => {
  const port = await ephemeralPort();
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return port;
};

test("a port that is taken shifts to the next free one", async () => {
  const taken = await occupy();
  expect(await freePort(taken)).toBeGreaterThan(taken);
});

test("a port that was just promised to somebody else is not given twice", async () => {
  const first = await freePort(await ephemeralPort());
  expect(await freePort(first, new Set([first]))).toBeGreaterThan(first);
});

test("a port that a living process has chosen and not taken yet is left to it, a dead one's is not", async () => {
  const port = await ephemeralPort();
  const claimed = join(tmpdir(), `shouwen-ports-${userInfo().uid}`, String(port));
  await freePort(port);
  onTestFinished(() => rmSync(claimed, { force: true }));
  writeFileSync(claimed, String(process.ppid));
  expect(await freePort(port)).toBeGreaterThan(port);
  writeFileSync(claimed, "4194305"); // above the largest process id
  expect(await freePort(port)).toBe(port);
});
