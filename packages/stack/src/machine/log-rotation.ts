import { copyFileSync, existsSync, readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";

const LARGEST_BYTES = 20 * 1024 * 1024;
const EVERY_MS = 20_000;

/**
 * Copies a log that has grown too large to `<name>.1` and empties it. Its writer appends, so it goes on at the
 * start of the file and need not be told; lines written between the two steps are lost.
 */
export const rotate = (file: string, largestBytes: number = LARGEST_BYTES): void => {
  if (!existsSync(file) || statSync(file).size <= largestBytes) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
};

/** Rotates every log of these folders now and then, until the returned function is called. Keeps this process alive. */
export const keepLogsSmall = (folders: readonly string[]): (() => void) => {
  const rotateAll = () => {
    for (const folder of folders.filter(existsSync)) {
      for (const name of readdirSync(folder)) if (name.endsWith(".log")) rotate(join(folder, name));
    }
  };
  rotateAll();
  const timer = setInterval(rotateAll, EVERY_MS);
  return () => clearInterval(timer);
};
