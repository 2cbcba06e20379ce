import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shouwen } from "./shouwen.ts";

/** A platform of its own, started by the command that everybody uses. */
export type StartedStack = { readonly stackFile: string; readonly stop: () => Promise<void> };

/** Embedded servers, whatever the environment of whoever runs the tests names. */
const embedded = { DATABASE_URL: "", KAFKA_BROKERS: "" };

const must = async (home: string, ...args: readonly string[]): Promise<void> => {
  const { code, stdout, stderr } = await shouwen(home, args, embedded);
  if (code !== 0) throw new Error(`shouwen ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
};

/** Starts the whole platform in a folder of its own and answers when it is ready. */
export const startStack = async (): Promise<StartedStack> => {
  const home = mkdtempSync(join(tmpdir(), "shouwen-e2e-"));
  const stop = async () => {
    await must(home, "down");
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await must(home, "up", "--detach");
    return { stackFile: join(home, "stack.json"), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
