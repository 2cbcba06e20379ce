import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Problem } from "@shouwen/stack/problem";
import { root } from "../repository.ts";

export type CheckFlags = { readonly rows: string; readonly timeZone: string; readonly history?: boolean };

/** Intake reads mappings, so it is intake that tries one; no service has to run for it. */
const script = join(root, "services", "intake", "scripts", "try-mapping.ts");

/** Checks a mapping and, where a file is named, tries it on its rows. Returns the exit code: 1 when it is no good. */
export const checkMapping = (
  mapping: string,
  file: string | undefined,
  { rows, timeZone, history }: CheckFlags,
): Promise<number> => {
  for (const path of [mapping, file])
    if (path !== undefined && !existsSync(path))
      throw new Problem(`There is no file ${path}`, {
        fix: "Give the path of the mapping, then of the file.",
      });
  if (!/^\d{1,6}$/.test(rows)) throw new Problem("--rows is a whole number", { fix: "Such as --rows 20." });
  const paths = [mapping, ...(file === undefined ? [] : [file])].map((path) => resolve(path));
  const flags = ["--rows", rows, "--time-zone", timeZone, ...(history ? ["--history"] : [])];
  return new Promise((done) => {
    const child = spawn(process.execPath, [script, ...paths, ...flags], { stdio: "inherit" });
    child.once("error", () => done(1));
    child.once("close", (code) => done(code ?? 1));
  });
};
