/** The fields of a file: the names that a column may have, in English and Chinese, and whether it must be there. */
export type Columns<Field extends string> = Readonly<
  Record<Field, { readonly names: readonly string[]; readonly required?: true }>
>;

/** Names are told apart by their letters alone: `Staff Number`, `staff_number` and `staffNumber` are one. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_\-()（）*]/g, "");

/** Where each field stands in a header. `missing` names what must be there and is not. */
export const findColumns = <Field extends string>(
  header: readonly string[],
  columns: Columns<Field>,
): { places: Partial<Record<Field, number>>; missing: string[] } => {
  const written = header.map(plain);
  const places: Partial<Record<Field, number>> = {};
  const missing: string[] = [];
  for (const [field, { names, required }] of Object.entries(columns) as [Field, Columns<Field>[Field]][]) {
    const place = written.findIndex((name) => [field, ...names].map(plain).includes(name));
    if (place >= 0) places[field] = place;
    else if (required) missing.push([field, ...names].join(" / "));
  }
  return { places, missing };
};

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
