import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** A platform of its own, started by the command that everybody uses. */
export type StartedStack = { readonly stackFile: string; readonly stop: () => Promise<void> };

const main = resolve(import.meta.dirname, "../../../packages/cli/src/main.ts");

/** Embedded servers, whatever the environment of whoever runs the tests names. */
const environment = (home: string): NodeJS.ProcessEnv => {
  const { DATABASE_URL: _database, KAFKA_BROKERS: _brokers, ...rest } = process.env;
  return { ...rest, SHOUWEN_HOME: home, NO_COLOR: "1" };
};

const shouwen = (home: string, args: readonly string[]): Promise<void> =>
  new Promise((done, failed) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: environment(home),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output = (output + text).slice(-10_000);
      });
    child.once("error", failed);
    child.once("exit", (code) => {
      if (code === 0) done();
      else failed(new Error(`shouwen ${args.join(" ")} ended with ${code}:\n${output}`));
    });
  });

/** Starts the whole platform in a folder of its own and answers when it is ready. */
export const startStack = async (): Promise<StartedStack> => {
  const home = mkdtempSync(join(tmpdir(), "shouwen-e2e-"));
  const stop = async () => {
    await shouwen(home, ["down"]);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await shouwen(home, ["up", "--detach"]);
    return { stackFile: join(home, "stack.json"), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
