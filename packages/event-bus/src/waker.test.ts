import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startLoop } from "./waker.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const countingLoop = (options: { idleMs: number; restMs?: number }, answer: boolean | number = false) => {
  let turns = 0;
  const loop = startLoop({
    ...options,
    onError: () => undefined,
    turn: () => {
      turns += 1;
      return Promise.resolve(answer);
    },
  });
  return { loop, turns: () => turns };
};

test("a loop turns when it is woken, and else after its idle time", async () => {
  const { loop, turns } = countingLoop({ idleMs: 1_000 });
  await vi.advanceTimersByTimeAsync(0);
  expect(turns()).toBe(1);
  loop.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(turns()).toBe(2);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(turns()).toBe(3);
  await loop.stop();
});

test("many wakes within the rest are one turn, at its end", async () => {
  const { loop, turns } = countingLoop({ idleMs: 1_000, restMs: 50 });
  await vi.advanceTimersByTimeAsync(0);
  for (let n = 0; n < 40; n += 1) {
    loop.wake();
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(turns()).toBe(1);
  await vi.advanceTimersByTimeAsync(10);
  expect(turns()).toBe(2);
  await loop.stop();
});

test("who wakes a loop that has rested does not wait", async () => {
  const { loop, turns } = countingLoop({ idleMs: 1_000, restMs: 50 });
  await vi.advanceTimersByTimeAsync(60);
  loop.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(turns()).toBe(2);
  await loop.stop();
});

test("a loop that has more to do does not rest, and one that is stopped does not rest to the end", async () => {
  let left = 3;
  const loop = startLoop({
    idleMs: 1_000,
    restMs: 1_000,
    onError: () => undefined,
    turn: () => {
      left -= 1;
      return Promise.resolve(left > 0);
    },
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(left).toBe(0);
  loop.wake();
  await vi.advanceTimersByTimeAsync(1);
  await loop.stop();
  expect(left).toBe(0);
});

test("after an error the loop goes on by itself", async () => {
  const errors: unknown[] = [];
  let turns = 0;
  const loop = startLoop({
    idleMs: 10_000,
    faultMs: 300,
    onError: (error) => errors.push(error),
    turn: () => {
      turns += 1;
      return turns === 1 ? Promise.reject(new Error("no database")) : Promise.resolve(false);
    },
  });
  await vi.advanceTimersByTimeAsync(299);
  expect(turns).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(turns).toBe(2);
  expect(errors).toHaveLength(1);
  await loop.stop();
});
