import { z } from "zod";
import { isText } from "./outside-text.ts";

/** Neither zod nor JavaScript minds a year 0, which no calendar of a database has. */
const hasYear = (text: string): boolean => !text.startsWith("0000");

/** What the parts of a sort key look like. A cursor is taken only where each part is one. */
export const sortKey = {
  moment: z.iso.datetime({ offset: true }).refine((text) => !Number.isNaN(Date.parse(text)) && hasYear(text)),
  date: z.iso.date().refine(hasYear),
  /** A number in order, such as a line or a version. */
  count: z.string().regex(/^\d{1,9}$/),
  /** A number that a database has given out. */
  serial: z.string().regex(/^\d{1,15}$/),
  name: z.string().max(200).refine(isText),
};

/** The parts of a list's sort key, in order. */
export type SortKey = readonly [z.ZodType<string>, ...z.ZodType<string>[]];

/** The texts of a sort key. */
export type KeyOf<Parts extends SortKey> = { readonly [At in keyof Parts]: string };

const longestCursor = 800;

/**
 * What every list takes: how many, and from where on. Put it into a route's querystring schema with the parts of the
 * list's sort key: a cursor that we did not give, or that another list gave, is refused.
 */
export const pageQuery = <const Parts extends SortKey>(...parts: Parts) => ({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("How many at most"),
  cursor: z
    .string()
    .max(longestCursor)
    .transform((text, context) => readCursor(parts, text) ?? malformed(context))
    .optional()
    .describe("`next` of the page before"),
});

/** The answer of a list: a page, and where the next one begins; null on the last. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe("Cursor of the next page; null on the last"),
  });

const malformed = (context: z.core.$RefinementCtx): never => {
  context.issues.push({ code: "custom", message: "Not a cursor that this list gave", input: undefined });
  return z.NEVER;
};

/** The sort key at which a page ended, opaque to callers. */
export const cursorOf = (key: readonly string[]): string =>
  Buffer.from(JSON.stringify(key)).toString("base64url");

/** The sort key in a cursor; undefined when it is none of this list's. */
const readCursor = <Parts extends SortKey>(parts: Parts, cursor: string): KeyOf<Parts> | undefined => {
  const key = parsed(Buffer.from(cursor, "base64url").toString());
  if (!Array.isArray(key) || key.length !== parts.length) return undefined;
  return parts.every((part, at) => part.safeParse(key[at]).success) ? (key as KeyOf<Parts>) : undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Makes a page of rows that were read with `limit + 1`: the one too many only says that there is more. `keyOf` is
 * the sort key of a row, which must be unique.
 */
export const toPage = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  { keyOf, view }: { keyOf: (row: Row) => readonly string[]; view: (row: Row) => Item },
): { items: Item[]; next: string | null } => {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit).map(view), next: last === undefined ? null : cursorOf(keyOf(last)) };
};
