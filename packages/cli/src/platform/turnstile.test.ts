import { expect, test } from "vitest";
import { createTurnstile } from "./turnstile.ts";

test("no more than so many are inside at once, and everybody gets in, in order", async () => {
  const turnstile = createTurnstile(2);
  const entered: number[] = [];
  let inside = 0;
  let most = 0;
  const work = (number: number) => async () => {
    entered.push(number);
    inside += 1;
    most = Math.max(most, inside);
    await Promise.resolve();
    inside -= 1;
  };
  await Promise.all([1, 2, 3, 4, 5].map((number) => turnstile(work(number))));
  expect(most).toBe(2);
  expect(entered).toEqual([1, 2, 3, 4, 5]);
});

test("work that fails makes room", async () => {
  const turnstile = createTurnstile(1);
  await expect(turnstile(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(turnstile(() => Promise.resolve("in"))).resolves.toBe("in");
});
