import { isRounded, wholeNumber } from "@shouwen/service-kit/file-cells";
import type { Told } from "@shouwen/service-kit/file-language";

/** The fields of a file: the names that a column may have, in English and Chinese, and whether it must be there. */
export type Columns<Field extends string> = Readonly<
  Record<Field, { readonly names: readonly string[]; readonly required?: true; readonly isDate?: true }>
>;

/** What is wrong with a cell: which value, and what would be right. The file's language is told. */
export type CellError = { readonly field: string; readonly message: Told };

const longestShown = 60;

/** Says of a value what it is not, and what would be right. */
export const saidOf = (value: string | undefined, { en, "zh-CN": chinese }: Told): Told => {
  const shown = (value ?? "").slice(0, longestShown);
  return { en: `"${shown}" ${en}`, "zh-CN": `“${shown}”${chinese}` };
};

const rounded: Told = {
  en: "was rounded by a spreadsheet; valid: the whole number, in a column that is formatted as text",
  "zh-CN": "已被表格软件取整，应填写完整的编号，并将该列设为文本格式",
};

/** A number that names somebody, as it was before a spreadsheet took it for an amount. */
export const numberIn = (cell: string | undefined): string => wholeNumber(cell ?? "");

/** That a number that names somebody was rounded, where it was. */
export const roundedNumber = (field: string, cell: string | undefined): CellError[] =>
  cell !== undefined && isRounded(cell) ? [{ field, message: saidOf(cell, rounded) }] : [];

/** What a row says, or everything that is wrong with it. */
export type Read<Row> = { readonly row: Row } | { readonly errors: readonly CellError[] };

/** The parts of a cell that holds a list. */
export const listIn = (cell: string): string[] =>
  cell
    .split(/[;；、|，]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
