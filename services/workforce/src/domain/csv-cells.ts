/** The fields of a file: the names that a column may have, in English and Chinese, and whether it must be there. */
export type Columns<Field extends string> = Readonly<
  Record<Field, { readonly names: readonly string[]; readonly required?: true }>
>;

/** What is wrong with a cell. The message says what is wrong, never what was there. */
export type CellError = { readonly field: string; readonly message: string };

/** What a row says, or everything that is wrong with it. */
export type Read<Row> = { readonly row: Row } | { readonly errors: readonly CellError[] };

/** The parts of a cell that holds a list. */
export const listIn = (cell: string): string[] =>
  cell
    .split(/[;；、|，]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
