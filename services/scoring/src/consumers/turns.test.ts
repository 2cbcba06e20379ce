import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

test("work on the same thing runs one after the other, on different things side by side", async () => {
  const inTurn = createTurns();
  const log: string[] = [];
  const work = (name: string, until: Promise<unknown>) => async () => {
    log.push(`${name} begins`);
    await until;
    log.push(`${name} ends`);
  };
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = inTurn(["a", "b"], work("first", promise));
  const second = inTurn(["b", "c"], work("second", Promise.resolve()));
  await inTurn(["d"], work("aside", Promise.resolve()));
  expect(log).toEqual(["first begins", "aside begins", "aside ends"]);
  resolve();
  await Promise.all([first, second]);
  expect(log.slice(3)).toEqual(["first ends", "second begins", "second ends"]);
});

test("work that fails does not hold up the next", async () => {
  const inTurn = createTurns();
  const failing = inTurn(["a"], () => Promise.reject(new Error("no")));
  const next = inTurn(["a"], () => Promise.resolve("done"));
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("done");
});
