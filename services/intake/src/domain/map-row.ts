import {
  category,
  channel,
  instant,
  kind,
  language,
  type Mode,
  place,
  priority,
  staffId,
} from "@shouwen/contracts/values";
import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import type { Expression, FieldName, Mapping } from "./mapping.ts";
import { readTime } from "./read-time.ts";
import type { Wish } from "./receive-request.ts";

/** What is wrong with a row: which field, and why. Never what it held. */
export type RowError = { readonly field: string; readonly message: string };

/** A row as a request, or what is wrong with it. */
export type MappedRow =
  | { readonly wish: Wish; readonly contactText: string | null }
  | { readonly errors: readonly RowError[] };

/** Reads one row, whose values are in the order of the header. */
export type RowReader = (values: readonly string[]) => MappedRow;

const longestPlace = 200;
const longestLevel = 80;

const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullable();

const draft = z.object({
  externalId: z.string({ error: "is missing" }).max(120),
  occurredAt: optional(instant),
  receivedAt: optional(instant),
  closedAt: optional(instant),
  channel,
  kind: optional(kind),
  category: optional(category),
  priority: optional(priority),
  language: optional(language),
  contact: optional(z.string().max(200)),
  displayName: optional(z.string().max(80)),
  words: optional(z.string().max(20_000)),
  place: optional(place),
  summary: optional(z.string().max(500)),
  replyBy: optional(instant),
  takenBy: optional(staffId),
});
type Draft = z.output<typeof draft>;

export type Import = { readonly propertyId: string; readonly timeZone: string; readonly mode: Mode };
export type Read = (values: readonly string[]) => string | null;

/** Prepares a mapping for the header of one file. Columns that the file does not have are blank. */
export const rowReader = (mapping: Mapping, header: readonly string[], about: Import): RowReader => {
  const positions = new Map(header.map((name, index) => [name, index]));
  const timeZone = mapping.timeZone ?? about.timeZone;
  const compile = (field: Expression): Read => compileField(field, { positions, mapping, timeZone });
  const history = about.mode === "history" ? mapping.history : undefined;
  const fields = Object.entries({ ...mapping.fields, closedAt: history?.closedAt });
  const readers = fields.flatMap(([name, field]) =>
    field ? [[name as FieldName, compile(field)] as const] : [],
  );
  const isOpen = history?.openWhen ? conditionOf(history.openWhen, positions) : undefined;
  return (values) => {
    const read = { ...blank, ...Object.fromEntries(readers.map(([name, reader]) => [name, reader(values)])) };
    const { success, data, error } = draft.safeParse(read);
    if (!success) return { errors: error.issues.map(errorOf) };
    return finish(data, { ...about, system: mapping.system, isOpen: isOpen?.(values) });
  };
};

const blank = Object.fromEntries(Object.keys(draft.shape).map((name) => [name, null]));

const errorOf = ({ path, message, code }: z.core.$ZodIssue): RowError => ({
  field: path.join("."),
  message: code === "invalid_format" ? "is not written as it must be" : message,
});

type Ending = Import & { readonly system: string; readonly isOpen: boolean | undefined };

const finish = (data: Draft, about: Ending): MappedRow => {
  const errors = about.mode === "history" ? missingInHistory(data, about) : [];
  if (errors.length > 0) return { errors };
  const { externalId, receivedAt, closedAt, contact, ...rest } = data;
  const past = { receivedAt: receivedAt ?? rest.occurredAt ?? "", closedAt: about.isOpen ? null : closedAt };
  const wish: Wish = {
    ...rest,
    propertyId: about.propertyId,
    source: { system: about.system, externalId },
    mode: about.mode,
    past: about.mode === "history" ? past : null,
  };
  return { wish, contactText: contact };
};

const missingInHistory = ({ occurredAt, receivedAt, closedAt }: Draft, { isOpen }: Ending): RowError[] => [
  ...((occurredAt ?? receivedAt)
    ? []
    : [{ field: "occurredAt", message: "is missing: a record of the past has a time" }]),
  ...(isOpen === false && closedAt === null
    ? [{ field: "closedAt", message: "is missing: the record is not open" }]
    : []),
];

export type Compiling = {
  readonly positions: ReadonlyMap<string, number>;
  readonly mapping: Mapping;
  readonly timeZone: string;
};

/** Prepares one field for the header of a file. */
export const compileField = (field: Expression, compiling: Compiling): Read => {
  const { positions } = compiling;
  if ("constant" in field) return () => field.constant;
  if ("column" in field) return compileColumn(field, compiling);
  if ("choose" in field) {
    const cases = field.choose.map(({ when, gives }) => ({ holds: conditionOf(when, positions), gives }));
    return (values) => cases.find(({ holds }) => holds(values))?.gives ?? field.otherwise ?? null;
  }
  if ("path" in field) {
    const levels = field.path.map((name) => readColumn(name, positions));
    return (values) => pathOf(levels.map((level) => level(values)));
  }
  if ("join" in field) {
    const parts = field.join.map((name) => readColumn(name, positions, field.ignore));
    return (values) =>
      parts
        .flatMap((part) => part(values) ?? [])
        .join(field.with)
        .slice(0, longestPlace) || null;
  }
  const parts = field.firstOf.map((name) => readColumn(name, positions, field.ignore));
  return (values) => {
    for (const part of parts) {
      const value = part(values);
      if (value !== null) return value.slice(0, longestPlace);
    }
    return null;
  };
};

const compileColumn = (field: Extract<Expression, { column: string }>, compiling: Compiling): Read => {
  const { mapping, timeZone } = compiling;
  const value = readColumn(field.column, compiling.positions, field.ignore);
  const table =
    field.lookup === undefined ? undefined : new Map(Object.entries(mapping.lookups[field.lookup] ?? {}));
  const { time, otherwise = null } = field;
  return (values) => {
    const text = value(values);
    if (text === null) return otherwise;
    if (table) return table.get(text) ?? otherwise ?? text;
    return time === undefined ? text : (readTime(text, { timeZone, style: time }) ?? text);
  };
};

/** The trimmed value of a column; null when it is blank, ignored, or not in the file. */
const readColumn = (
  name: string,
  positions: ReadonlyMap<string, number>,
  ignored: readonly string[] = [],
): Read => {
  const position = positions.get(name);
  if (position === undefined) return () => null;
  const ignore = new Set(ignored);
  return (values) => {
    const text = cleanText(values[position] ?? "").trim();
    return text === "" || ignore.has(text) ? null : text;
  };
};

const conditionOf = (
  when: Readonly<Record<string, readonly string[]>>,
  positions: ReadonlyMap<string, number>,
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
