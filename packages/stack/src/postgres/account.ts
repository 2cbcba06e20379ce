import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import { Problem } from "../problem.ts";

/** How PostgreSQL's programs are run: as whom, and through what. Empty for everybody but root. */
export type Account = { ids: { uid: number; gid: number } | undefined; prefix: readonly string[] };

const idOf = (flag: "-u" | "-g"): number | undefined => {
  const { status, stdout } = spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
  return status === 0 ? Number(stdout.trim()) : undefined;
};

const findPostgresUser = (): { uid: number; gid: number } | undefined => {
  const [uid, gid] = [idOf("-u"), idOf("-g")];
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
};

const makePostgresUser = (): { uid: number; gid: number } => {
  spawnSync("groupadd", ["--system", "postgres"]);
  spawnSync("useradd", ["--system", "--gid", "postgres", "--no-create-home", "postgres"]);
  const made = findPostgresUser();
  if (made) return made;
  throw new Problem("PostgreSQL refuses to run as root, and a user named postgres could not be made", {
    fix: "Run Shouwen as an ordinary user, or create the user: useradd --system postgres.",
  });
};

const canReach = (path: string, { uid, gid }: { uid: number; gid: number }): boolean =>
  spawnSync("test", ["-x", path], { uid, gid }).status === 0;

const nearestExisting = (path: string): string => (existsSync(path) ? path : nearestExisting(dirname(path)));

const hasSetpriv = (): boolean => {
  try {
    accessSync("/usr/bin/setpriv", constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Whether this account may enter a path without any help. */
export const mayEnter = ({ ids }: Account, path: string): boolean => !ids || canReach(path, ids);

/**
 * PostgreSQL does not run as root, so root runs it as the user `postgres`. Where that user may not even enter
 * the data's folder (a clone under /root), `setpriv` leaves it the right to pass.
 */
export const postgresAccount = (dataFolder: string): Account => {
  if (process.getuid?.() !== 0) return { ids: undefined, prefix: [] };
  const ids = findPostgresUser() ?? makePostgresUser();
  const plain: Account = { ids, prefix: [] };
  const folder = nearestExisting(dataFolder);
  if (mayEnter(plain, folder)) return plain;
  if (!hasSetpriv()) {
    throw new Problem(`The user postgres cannot enter ${folder}`, {
      fix: "Clone the repository outside the home directory of root, or run Shouwen as an ordinary user.",
    });
  }
  const keep = "+dac_override";
  const as = [`--reuid=${ids.uid}`, `--regid=${ids.gid}`, "--clear-groups"];
  return { ids, prefix: ["setpriv", ...as, `--inh-caps=${keep}`, `--ambient-caps=${keep}`] };
};
