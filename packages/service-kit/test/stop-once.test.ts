import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { eventually } from "@shouwen/test-kit/eventually";
import { expect, test } from "vitest";

test("a process that is asked to go twice finishes what it began, and once", async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL("slow-to-stop.ts", import.meta.url))]);
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const gone = once(child, "exit");
  await eventually(() => expect(said).toBe("ready\n"));
  child.kill("SIGTERM");
  await eventually(() => expect(said).toContain("stopping"));
  child.kill("SIGTERM");
  expect(await gone).toEqual([0, null]);
  expect(said).toBe("ready\nstopping\nstopped\n");
});
