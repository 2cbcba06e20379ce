import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestIssuer } from "@shouwen/test-kit/tokens";

/** One process of a stand-in service. */
export type TestReplica = {
  readonly url: string;
  readonly name: string;
  /** Asks it to stop, as a deployment does, and waits until it is gone. */
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
};

/** The file in which all replicas write down what they carried out. */
export type Ledger = { readonly path: string; entries(): string[] };

export const ledger = (): Ledger => {
  const path = join(mkdtempSync(join(tmpdir(), "gateway-ledger-")), "ledger");
  writeFileSync(path, "");
  return { path, entries: () => readFileSync(path, "utf8").split("\n").filter(Boolean) };
};

const running = new Set<ChildProcess>();

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once("exit", () => resolve());
  });

/** Starts one; resolves once it listens. */
export const startReplica = async (options: {
  issuer: TestIssuer;
  ledger: Ledger;
  name: string;
  service?: string;
  port?: number;
  /** Whom it believes, where it is not the issuer. */
  environment?: Record<string, string>;
}): Promise<TestReplica> => {
  const { issuer, name } = options;
  const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve("./replica-process.ts"))], {
    env: {
      PATH: process.env.PATH,
      SERVICE: options.service ?? "routing",
      REPLICA: name,
      LEDGER: options.ledger.path,
      PORT: String(options.port ?? 0),
      ...issuer.environment,
      ...options.environment,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (line: Buffer) => resolve(line.toString().trim()));
    child.once("exit", (code) => reject(new Error(`The replica ended with ${code}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended(child);
  };
  return { url, name, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
};

/** Ends whatever a test left running. */
export const endReplicas = async (): Promise<void> => {
  const left = [...running];
  for (const child of left) child.kill("SIGKILL");
  await Promise.all(left.map(ended));
};
