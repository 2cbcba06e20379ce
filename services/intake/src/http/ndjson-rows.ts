import { decode, type FileRow, notUtf8, type RowCutter, tooLong } from "@shouwen/service-kit/csv-rows";
import type { FileLine } from "@shouwen/service-kit/file-lines";

/** Reads NDJSON: one object on each line, its values by the names of the columns. */
export const ndjsonRows = (columns: readonly string[], longest: number): RowCutter => ({
  add: (lines) => lines.flatMap((line) => rowOf(line, columns, longest) ?? []),
  end: () => [],
});

const rowOf = (
  { line, bytes }: FileLine,
  columns: readonly string[],
  longest: number,
): FileRow | undefined => {
  if (bytes.length > longest) return { line, problem: tooLong };
  const text = decode(bytes);
  if (text === undefined) return { line, problem: notUtf8 };
  if (text.trim() === "") return undefined;
  const object = readObject(text);
  if (!object) return { line, problem: "is no JSON object" };
  const nested = columns.find((name) => typeof object[name] === "object" && object[name] !== null);
  if (nested !== undefined) return { line, problem: `holds a list or an object in ${nested}` };
  return { line, values: columns.map((name) => (object[name] === null ? "" : String(object[name] ?? ""))) };
};

/** The object on a line; undefined when there is none. */
export const readObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};
