import { expect, test } from "vitest";
import { describe } from "./run-stack.ts";

test("a death and a return are told in a sentence, a first start is not", () => {
  const name = "routing";
  expect(describe({ kind: "ready", name, pid: 7, tookMs: 900 })).toBeUndefined();
  expect(describe({ kind: "died", name, how: "signal SIGKILL", retryInMs: 500 })).toBe(
    "routing died (signal SIGKILL); starting it again in 0.5 s",
  );
  expect(describe({ kind: "back", name, pid: 8, tookMs: 1_240 })).toBe(
    "routing is back after 1.2 s (process 8)",
  );
  expect(describe({ kind: "failed_again", name, reason: "no port\nstack", retryInMs: 2_000 })).toBe(
    "routing cannot be started (no port); next try in 2.0 s",
  );
});
