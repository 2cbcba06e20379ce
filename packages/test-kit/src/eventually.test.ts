import { expect, test } from "vitest";
import { eventually } from "./eventually.ts";

test("what becomes true in time is returned", async () => {
  let tries = 0;
  const value = await eventually(() => {
    tries += 1;
    if (tries < 3) throw new Error("not yet");
    return "there";
  });
  expect(value).toBe("there");
  expect(tries).toBe(3);
});

test("what never becomes true fails with its last reason", async () => {
  const never = eventually(
    () => {
      throw new Error("the ticket is still open");
    },
    { timeoutMs: 60 },
  );
  await expect(never).rejects.toThrow("Not within 60 ms: the ticket is still open");
});
