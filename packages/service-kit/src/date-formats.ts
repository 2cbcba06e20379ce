import { ownValue } from "@shouwen/contracts/own-value";
import { fromEpochMs, fromSerial, longestDate, type WallTime, wallTimeOf } from "./wall-time.ts";

/** Reads a time that is written in one way; undefined when it is not. */
export type DateFormat = (text: string) => WallTime | undefined;

const number = /^-?\d+(?:\.\d+)?$/;
const counted =
  (read: (value: number) => WallTime): DateFormat =>
  (text) =>
    number.test(text) ? read(Number(text)) : undefined;

/** Times that are one number. */
const numeric: Readonly<Record<string, DateFormat>> = {
  excel: counted(fromSerial),
  unix: counted((seconds) => fromEpochMs(Math.round(seconds * 1_000))),
  unix_ms: counted((ms) => fromEpochMs(Math.round(ms))),
};

const two = String.raw`\d{2}`;
const oneOrTwo = String.raw`\d{1,2}`;

/** What stands for what, as in most programs (Unicode TR 35). */
const parts: Readonly<Record<string, string>> = {
  yyyy: String.raw`(?<year>\d{4})`,
  MM: `(?<month>${two})`,
  M: `(?<month>${oneOrTwo})`,
  dd: `(?<date>${two})`,
  d: `(?<date>${oneOrTwo})`,
  HH: `(?<hour>${two})`,
  H: `(?<hour>${oneOrTwo})`,
  hh: `(?<hour>${two})`,
  h: `(?<hour>${oneOrTwo})`,
  mm: `(?<minute>${two})`,
  m: `(?<minute>${oneOrTwo})`,
  ss: `(?<second>${two})`,
  s: `(?<second>${oneOrTwo})`,
  SSS: String.raw`(?<fraction>\d{1,9})`,
  a: "(?<half>[ap]m|上午|下午)",
  XXX: "(?<offset>z|[+-]\\d{2}:\\d{2})",
  XX: "(?<offset>z|[+-]\\d{4})",
  X: "(?<offset>z|[+-]\\d{2}(?::?\\d{2})?)",
};

const tokens = /'(?<literal>[^']*)'|(?<letters>([A-Za-z])\3*)|(?<space>\s+)|(?<mark>[^A-Za-z'\s])/gu;

const patternOf = (format: string): string | undefined => {
  let pattern = "";
  let length = 0;
  for (const { 0: token, groups = {} } of format.matchAll(tokens)) {
    length += token.length;
    const part = groups.letters === undefined ? literal(groups) : ownValue(parts, groups.letters);
    if (part === undefined) return undefined;
    pattern += part;
  }
  return length === format.length ? pattern : undefined;
};

const literal = ({ space, literal: quoted, mark }: Readonly<Record<string, string | undefined>>): string =>
  space === undefined
    ? (quoted ?? mark ?? "").replaceAll(/[\^$\\.*+?()[\]{}|/]/g, String.raw`\$&`)
    : String.raw`\s+`;

const names = (pattern: string): string[] => [...pattern.matchAll(/\?<(\w+)>/g)].map(([, name = ""]) => name);

/** The reader of a format such as `MM/dd/yyyy hh:mm:ss a`, or excel, unix, unix_ms; undefined when it is none. */
export const dateFormat = (format: string): DateFormat | undefined => {
  const counter = Object.hasOwn(numeric, format) ? numeric[format] : undefined;
  if (counter) return counter;
  const pattern = patternOf(format);
  if (pattern === undefined) return undefined;
  const named = names(pattern);
  const isWhole = ["year", "month", "date"].every((part) => named.includes(part));
  if (!isWhole || new Set(named).size < named.length) return undefined;
  const shape = new RegExp(`^${pattern}$`, "iu");
  return (text) => {
    if (text.length > longestDate) return undefined;
    const groups = shape.exec(text)?.groups;
    return groups && wallTimeOf(groups);
  };
};
