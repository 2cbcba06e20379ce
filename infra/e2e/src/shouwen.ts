import { execFile } from "node:child_process";
import { resolve } from "node:path";

/** How a command ended, and what it printed. */
export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

const main = resolve(import.meta.dirname, "../../../packages/cli/src/main.ts");
const LARGEST_OUTPUT = 64 * 1024 * 1024;

/** Runs `shouwen` on the stack of a folder, as somebody types it, and waits for its end. */
export const shouwen = (
  home: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> =>
  new Promise((done) => {
    const env = { ...process.env, SHOUWEN_HOME: home, NO_COLOR: "1", ...environment };
    execFile(process.execPath, [main, ...args], { env, maxBuffer: LARGEST_OUTPUT }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
