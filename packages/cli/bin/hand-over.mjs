import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { node, programs, root } from "./paths.mjs";

/** Passes a signal on. Ctrl-C reaches the child from the terminal itself; we only must not die before it. */
const forward = (child) => {
  process.on("SIGINT", () => undefined);
  for (const name of ["SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
};

/** Runs the real command on Node 24 and resolves with its exit code. */
export const handOver = (args) =>
  new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      SHOUWEN_BEGAN: String(Math.round(performance.timeOrigin)),
      PATH: [programs, process.env.PATH].join(delimiter),
      NODE_COMPILE_CACHE:
        process.env.NODE_COMPILE_CACHE || join(root, "node_modules", ".cache", "node-compile"),
    };
    const child = spawn(node, [join(root, "packages", "cli", "src", "main.ts"), ...args], {
      env,
      stdio: "inherit",
    });
    forward(child);
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
