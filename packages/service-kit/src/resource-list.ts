import { z } from "zod";
import { type SortKey, sortKey } from "./paging.ts";

/** A column as the build writes it from `schema.prisma`. */
export type Column = { readonly name: string; readonly type: string; readonly isNullable: boolean };

/** Adds a value to a statement and says how it is called there. */
export type AddValue = (value: unknown) => string;

/** Which rows are meant: SQL, whose values are added one by one. */
export type Condition = (add: AddValue) => string;

/** What a list is filtered by: what may be given, and which rows are meant by it. */
export type Filter = { readonly schema: z.ZodType; condition(value: unknown): Condition };

/** A filter that is more than a comparison. `meant` gets what was given. */
export const where = <Schema extends z.ZodType>(
  schema: Schema,
  meant: (value: z.output<Schema>) => Condition,
): Filter => ({ schema: schema.optional(), condition: (value) => meant(value as z.output<Schema>) });

const compared =
  (operator: string) =>
  <Schema extends z.ZodType>({ name, type }: Column, schema: Schema): Filter =>
    where(schema, (value) => (add) => `${name} ${operator} ${add(value)}::${type}`);

/** The rows whose column has this value. */
export const equals = compared("=");
/** The rows from this value on. */
export const from = compared(">=");
/** The rows before this value. */
export const before = compared("<");

/** `?due`, `?due=true`: only the rows that are so. `?due=false` is as if it had not been said. */
export const flag = (about: string, condition: Condition): Filter => ({
  schema: z
    .enum(["", "true", "false"])
    .transform((text) => text !== "false")
    .optional()
    .describe(about),
  condition: (isAsked) => (isAsked === true ? condition : () => "true"),
});

/** Rows that meet one of several conditions. */
export const anyOf =
  (...conditions: readonly Condition[]): Condition =>
  (add) =>
    `(${conditions.map((condition) => condition(add)).join(" or ")})`;

/** The rows whose column holds a value, as a condition of its own: who sees what. */
export const is =
  ({ name, type }: Column, value: unknown): Condition =>
  (add) =>
    `${name} = ${add(value)}::${type}`;

type SortColumn = Column & { readonly isNullable: false };

/** By which column a list is in order, and which way round. The id comes last by itself. */
export type Order = { readonly column: Column; readonly isDescending: boolean };

/** The smallest first. */
export const asc = (column: SortColumn): Order => ({ column, isDescending: false });
/** The largest first. */
export const desc = (column: SortColumn): Order => ({ column, isDescending: true });

/** The parts of a cursor: the column and the id. */
export const sortKeyOf = ({ column }: Order): SortKey => [sortPart(column.type), sortKey.name];

/** Within what the column can hold: a cursor that somebody has made up is refused, not a fault. */
const sortParts: Readonly<Record<string, z.ZodType<string>>> = {
  timestamptz: sortKey.moment,
  date: sortKey.date,
  smallint: z.string().regex(/^-?\d{1,4}$/),
  int: z.string().regex(/^-?\d{1,9}$/),
  bigint: z.string().regex(/^-?\d{1,18}$/),
  text: sortKey.name,
};

const sortPart = (type: string): z.ZodType<string> => {
  const part = sortParts[type];
  if (!part) throw new TypeError(`No list is ordered by a column of type ${type}`);
  return part;
};

export type ListQuery = {
  readonly table: string;
  readonly conditions: readonly Condition[];
  readonly order: Order;
  /** The last row of the page before: its column as text, and its id. */
  readonly after?: readonly string[] | undefined;
  readonly limit: number;
};

/** The statement of one page: id, version, state, and the sort column as text. */
export const listText = (query: ListQuery): { text: string; values: readonly unknown[] } => {
  const { table, conditions, order, after, limit } = query;
  const { column, isDescending } = order;
  const values: unknown[] = [];
  const add: AddValue = (value) => `$${values.push(value)}`;
  const met = conditions.map((condition) => `(${condition(add)})`);
  if (after) {
    const [value, id] = after;
    const place = `(${add(value)}::${column.type}, ${add(id)}::text)`;
    met.push(`(${column.name}, id) ${isDescending ? "<" : ">"} ${place}`);
  }
  const direction = isDescending ? "desc" : "asc";
  const text = `select id, version, state, to_jsonb(${column.name}) #>> '{}' as sort from ${table}
where ${["true", ...met].join(" and ")}
order by ${column.name} ${direction}, id ${direction} limit ${add(limit)}`;
  return { text, values };
};
