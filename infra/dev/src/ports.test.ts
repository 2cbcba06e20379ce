import { createServer } from "node:net";
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
