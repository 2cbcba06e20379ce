import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchRest } from "./fetch-rest.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const endedAt = (rest: Promise<void>): Promise<number> => rest.then(() => performance.now());

test("the batches of one fetch rest together, until so long after the first", async () => {
  const rest = fetchRest(50);
  const began = performance.now();
  const first = endedAt(rest());
  await vi.advanceTimersByTimeAsync(30);
  const second = endedAt(rest());
  await vi.advanceTimersByTimeAsync(20);
  expect((await first) - began).toBe(50);
  expect((await second) - began).toBe(50);
});

test("what comes after the rest rests anew", async () => {
  const rest = fetchRest(50);
  const first = endedAt(rest());
  await vi.advanceTimersByTimeAsync(80);
  const began = performance.now();
  const second = endedAt(rest());
  await vi.advanceTimersByTimeAsync(50);
  await first;
  expect((await second) - began).toBe(50);
});
