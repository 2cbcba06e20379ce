import { afterEach, expect, test, vi } from "vitest";
import { armFailpoint, pass } from "./failpoint.ts";

afterEach(() => {
  armFailpoint(undefined);
  vi.restoreAllMocks();
});

const kills = () => vi.spyOn(process, "kill").mockImplementation(() => true);

test("nothing is armed unless somebody says so", () => {
  const kill = kills();
  pass("sent");
  expect(kill).not.toHaveBeenCalled();
});

test("the process dies at the nth passing of its failpoint, and at no other", () => {
  const kill = kills();
  armFailpoint("sent:2");
  pass("handled");
  pass("sent");
  expect(kill).not.toHaveBeenCalled();
  pass("sent");
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, "SIGKILL");
});

test("a failpoint that does not exist is refused at the start", () => {
  expect(() => armFailpoint("yesterday")).toThrow("FAIL_AT=yesterday");
});
