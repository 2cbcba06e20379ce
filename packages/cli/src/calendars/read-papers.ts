import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type OfficialYear, officialYear } from "@shouwen/calendar/official-years";
import { Problem } from "@shouwen/stack/problem";

/** Reads announced years from files, and from the year files of folders (`2026.json`), by year. Names a bad file. */
export const readPapers = (paths: readonly string[]): OfficialYear[] =>
  paths
    .flatMap(filesAt)
    .map(readYear)
    .toSorted((a, b) => a.year - b.year);

const filesAt = (path: string): string[] => {
  if (!existsSync(path))
    throw new Problem(`There is no ${path}`, { fix: "Give a file of a year, or a folder of them." });
  if (!statSync(path).isDirectory()) return [path];
  const files = readdirSync(path).filter((name) => /^\d{4}\.json$/.test(name));
  if (files.length === 0)
    throw new Problem(`${path} has no file of a year`, { fix: "They are named 2026.json, 2027.json…" });
  return files.map((name) => join(path, name));
};

const readYear = (file: string): OfficialYear => {
  const read = officialYear.safeParse(jsonIn(file));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Problem(`${file} is no announced year: ${issue?.path.join(".")} ${issue?.message}`, {
    fix: 'It looks like { "year": 2026, "days": [{ "name": "元旦", "date": "2026-01-01", "isOffDay": true }] }.',
  });
};

const jsonIn = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Problem(`${file} is no JSON`, { fix: "Take a file in the form of holiday-cn." });
  }
};
