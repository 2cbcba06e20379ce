import { spawnSync } from "node:child_process";
import { mkdirSync, statfsSync } from "node:fs";

/** A tmpfs of its own under a data folder, which can be made too small for what wants to be written. */
export type SmallDisk = {
  /** Leaves next to nothing free. */
  fill(): void;
  /** Room again. */
  empty(): void;
  /** When nothing lies open on it any more. */
  close(): void;
};

const roomy = "1g";
const leftBytes = 256 * 1_024;
const triesToFill = 10;

const run = (command: string, ...args: readonly string[]): string | undefined => {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? undefined : (stderr || String(error)).trim();
};

const usedIn = (folder: string): number => {
  const { bsize, blocks, bfree } = statfsSync(folder);
  return (blocks - bfree) * bsize;
};

/** Needs the right to mount (root, or CAP_SYS_ADMIN). Throws what the kernel said where that is missing. */
export const mountSmallDisk = (folder: string): SmallDisk => {
  mkdirSync(folder, { recursive: true });
  const failed = run("mount", "-t", "tmpfs", "-o", `size=${roomy}`, "shouwen-faults", folder);
  if (failed) throw new Error(`A full disk is a small tmpfs, and this process may not mount one: ${failed}`);
  return {
    fill: () => {
      // What is written between looking and shrinking makes the new size too small: the kernel refuses it then.
      for (let tries = 0; tries < triesToFill; tries += 1)
        if (run("mount", "-o", `remount,size=${usedIn(folder) + leftBytes}`, folder) === undefined) return;
      throw new Error(`${folder} cannot be made small`);
    },
    empty: () => {
      const refused = run("mount", "-o", `remount,size=${roomy}`, folder);
      if (refused) throw new Error(refused);
    },
    close: () => {
      if (run("umount", folder) !== undefined) run("umount", "-l", folder);
    },
  };
};
