import { plainCell } from "@shouwen/service-kit/file-cells";
import type { DateOrder } from "@shouwen/service-kit/file-dates";
import { cleanText } from "./clean-text.ts";
import type { Mapping } from "./mapping.ts";
import type { Expression } from "./mapping-expression.ts";
import { formattedTime, readTime } from "./read-time.ts";

/** A field of a row, whose values are in the order of the header. */
export type Read = (values: readonly string[]) => string | null;

export type Compiling = {
  readonly positions: ReadonlyMap<string, number>;
  readonly mapping: Mapping;
  readonly timeZone: string;
  /** Whether the file writes the day or the month first, as soon as that is known. */
  readonly order?: () => DateOrder | undefined;
};

const longestLevel = 80;

/** Prepares one field for the header of a file: its value, times as instants where they can be read. */
export const compileField = (field: Expression, compiling: Compiling): Read => {
  const { positions } = compiling;
  if ("constant" in field) return () => field.constant;
  if ("choose" in field) {
    const cases = field.choose.map(({ when, gives }) => ({ holds: conditionOf(when, positions), gives }));
    return (values) => cases.find(({ holds }) => holds(values))?.gives ?? field.otherwise ?? null;
  }
  const read = textOf(field, positions);
  if ("column" in field) return lookedUp(field, read, compiling);
  return "join" in field ? timed(field, read, compiling) : read;
};

type Textual = Exclude<Expression, { constant: string } | { choose: unknown[] }>;

/** What the columns of a field say, as it stands in the file. */
export const textOf = (field: Textual, positions: Compiling["positions"]): Read => {
  if ("column" in field) return readColumn(field.column, positions, field.ignore);
  if ("path" in field) {
    const levels = field.path.map((name) => readColumn(name, positions));
    return (values) => pathOf(levels.map((level) => level(values)));
  }
  const parts = ("join" in field ? field.join : field.firstOf).map((name) =>
    readColumn(name, positions, field.ignore),
  );
  if ("join" in field)
    return (values) => parts.flatMap((part) => part(values) ?? []).join(field.with) || null;
  return (values) => {
    for (const part of parts) {
      const value = part(values);
      if (value !== null) return value;
    }
    return null;
  };
};

const lookedUp = (
  field: Extract<Expression, { column: string }>,
  value: Read,
  compiling: Compiling,
): Read => {
  const { lookup, otherwise = null } = field;
  if (lookup !== undefined) {
    const table = new Map(Object.entries(compiling.mapping.lookups[lookup] ?? {}));
    return (values) => {
      const text = value(values);
      return text === null ? otherwise : (table.get(text) ?? otherwise ?? text);
    };
  }
  const read = timed(field, value, compiling);
  return (values) => read(values) ?? otherwise;
};

type Timed = Extract<Expression, { column: string } | { join: string[] }>;

/** A value that is a time becomes an instant; what cannot be read stays as it is, and is reported. */
const timed = ({ time, format }: Timed, value: Read, { timeZone, order }: Compiling): Read => {
  if (time === undefined) return value;
  const reading = { timeZone, style: time };
  const read =
    format === undefined
      ? (text: string) => readTime(text, { ...reading, order: order?.() })
      : formattedTime([format].flat(), reading);
  return (values) => {
    const text = value(values);
    return text === null ? null : (read(text) ?? text);
  };
};

/** The plain value of a column; null when it is blank, ignored, or not in the file. */
const readColumn = (
  name: string,
  positions: Compiling["positions"],
  ignored: readonly string[] = [],
): Read => {
  const position = positions.get(name);
  if (position === undefined) return () => null;
  const ignore = new Set(ignored);
  return (values) => {
    const text = plainCell(cleanText(values[position] ?? ""));
    return text === "" || ignore.has(text) ? null : text;
  };
};

export const conditionOf = (
  when: Readonly<Record<string, readonly string[]>>,
  positions: Compiling["positions"],
): ((values: readonly string[]) => boolean) => {
  const tests = Object.entries(when).map(([name, wanted]) => ({
    value: readColumn(name, positions),
    wanted: new Set(wanted),
  }));
  return (values) => tests.every(({ value, wanted }) => wanted.has(value(values) ?? ""));
};

const pathOf = (levels: readonly (string | null)[]): string | null =>
  levels
    .flatMap((level) => level?.replaceAll("/", "-").replace(/\s+/g, " ").trim().slice(0, longestLevel) || [])
    .join("/") || null;
