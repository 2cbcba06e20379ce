import { decode, type FileRow, notUtf8, type RowCutter, tooLong } from "@shouwen/service-kit/csv-rows";
import type { FileLanguage, Told } from "@shouwen/service-kit/file-language";
import type { FileLine } from "@shouwen/service-kit/file-lines";

/** Reads NDJSON: one object on each line, its values by the names of the columns. */
export const ndjsonRows = (columns: readonly string[], reading: Reading): RowCutter => ({
  add: (lines) => lines.flatMap((line) => rowOf(line, columns, reading) ?? []),
  end: () => [],
});

type Reading = { readonly longest: number; readonly language: FileLanguage };

const noObject: Told = { en: "is no JSON object", "zh-CN": "不是 JSON 对象" };
const isNested = (name: string): Told => ({
  en: `holds a list or an object in ${name}`,
  "zh-CN": `${name} 中是列表或对象，应为文字或数字`,
});

const rowOf = (
  { line, bytes }: FileLine,
  columns: readonly string[],
  { longest, language }: Reading,
): FileRow | undefined => {
  const wrong = (problem: Told): FileRow => ({ line, problem: problem[language] });
  if (bytes.length > longest) return wrong(tooLong);
  const text = decode(bytes);
  if (text === undefined) return wrong(notUtf8);
  if (text.trim() === "") return undefined;
  const object = readObject(text);
  if (!object) return wrong(noObject);
  const nested = columns.find((name) => typeof ownValue(object, name) === "object");
  if (nested !== undefined) return wrong(isNested(nested));
  return { line, values: columns.map((name) => String(ownValue(object, name) ?? "")) };
};

/** Its own value of that name: a column may be called like something that every object has. */
const ownValue = (object: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(object, name) && object[name] !== null ? object[name] : undefined;

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
