import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../repository.ts";

/**
 * Runs a harness of `infra/`. Harnesses are built on this package, so it knows them only by their path.
 * A Ctrl-C reaches it as well, and it decides what to do about it.
 */
export const runTool = (name: "faults" | "bench", args: readonly string[]): Promise<number> =>
  new Promise((resolve) => {
    const script = join(root, "infra", name, "src", "main.ts");
    const child = spawn(process.execPath, [script, ...args], { stdio: "inherit" });
    process.on("SIGINT", () => undefined);
    for (const name of ["SIGTERM", "SIGHUP"] as const) process.on(name, () => child.kill(name));
    child.once("error", () => resolve(1));
    child.once("close", (code) => resolve(code ?? 1));
  });
