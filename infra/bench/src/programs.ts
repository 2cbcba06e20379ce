import { execFile, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Where a program is on this machine; undefined where it is not. Debian keeps pgbench beside the server. */
export const findProgram = (name: string): string | undefined => {
  const { stdout, status } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
  if (status === 0) return stdout.trim();
  const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql") : [];
  return versions
    .map((version) => `/usr/lib/postgresql/${version}/bin/${name}`)
    .find((path) => existsSync(path));
};

/** Runs a program and answers what it printed. Throws with its words where it fails. */
export const runProgram = async (
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> =>
  (await execute(program, [...args], { env: { ...process.env, ...env }, maxBuffer: 16 * 1024 * 1024 }))
    .stdout;
