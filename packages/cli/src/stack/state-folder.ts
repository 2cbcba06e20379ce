import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "@shouwen/stack/problem";
import { root } from "../repository.ts";

/** Everything the embedded stack keeps: data, logs, keys, and the file that says how to reach it. */
export type StateFolder = {
  path: string;
  postgres: string;
  kafka: string;
  logs: string;
  auth: string;
  secrets: string;
  stackFile: string;
  pidFile: string;
  processesFile: string;
};

/** Grows by one whenever an older Shouwen could not use the folder any more. */
const CURRENT_VERSION = 1;

/** From which version to the next: what has to be done to the folder. */
type Upgrade = (path: string) => void;
const upgrades: Record<number, Upgrade> = {};

/** Where a clone keeps its embedded stack. `SHOUWEN_HOME` names another folder. */
export const stateFolder = (
  path: string = process.env.SHOUWEN_HOME || join(root, ".shouwen"),
): StateFolder => ({
  path,
  postgres: join(path, "postgres"),
  kafka: join(path, "kafka"),
  logs: join(path, "logs"),
  auth: join(path, "auth"),
  secrets: join(path, "secrets"),
  stackFile: join(path, "stack.json"),
  pidFile: join(path, "supervisor.pid"),
  processesFile: join(path, "processes.json"),
});

const versionFile = (path: string): string => join(path, "version");

const versionOf = (path: string): number | undefined => {
  if (existsSync(versionFile(path))) return Number(readFileSync(versionFile(path), "utf8"));
  return readdirSync(path).length === 0 ? CURRENT_VERSION : undefined;
};

/** At once: somebody else who opens the folder at this moment reads the old version or the new one, never half a file. */
const writeVersion = (path: string, version: number): void => {
  const draft = `${path}.version-${process.pid}`;
  writeFileSync(draft, String(version));
  renameSync(draft, versionFile(path));
};

const leaveAlone = (path: string, version: number | undefined): Problem =>
  new Problem(
    version === undefined
      ? `${path} was not made by Shouwen, or by one too old to say so. It is left as it is`
      : `${path} has version ${version}, this Shouwen reads version ${CURRENT_VERSION}. It is left as it is`,
    { fix: "Move it away to keep it, or start from nothing with `npm start -- --reset`." },
  );

const upgrade = (path: string, from: number): void => {
  for (let version = from; version < CURRENT_VERSION; version += 1) {
    const step = upgrades[version];
    if (!step) throw leaveAlone(path, from);
    step(path);
    writeVersion(path, version + 1);
  }
};

/** Makes the folder, upgrades an older one, and refuses one that it cannot read without touching it. */
export const openStateFolder = (folder: StateFolder): void => {
  mkdirSync(folder.path, { recursive: true });
  const version = versionOf(folder.path);
  if (version === undefined || !(version <= CURRENT_VERSION)) throw leaveAlone(folder.path, version);
  upgrade(folder.path, version);
  // Before anything else is in it: a folder with something in it and no version is a stranger's.
  if (!existsSync(versionFile(folder.path))) writeVersion(folder.path, CURRENT_VERSION);
  for (const path of [folder.logs, folder.auth, folder.secrets]) mkdirSync(path, { recursive: true });
};

/** Forgets everything. The stack must not be running. */
export const resetStateFolder = (folder: StateFolder): void =>
  rmSync(folder.path, { recursive: true, force: true });
