import { z } from "zod";

/** What every list takes: how many, and from where on. Put it into a route's querystring schema. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("How many at most"),
  cursor: z
    .string()
    .max(400)
    .transform((text, context) => readCursor(text) ?? malformed(context))
    .optional()
    .describe("`next` of the page before"),
};

/** The answer of a list: a page, and where the next one begins; null on the last. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe("Cursor of the next page; null on the last"),
  });

const malformed = (context: z.core.$RefinementCtx): never => {
  context.issues.push({ code: "custom", message: "Not a cursor that we gave", input: undefined });
  return z.NEVER;
};

/** The sort key at which a page ended, opaque to callers. */
export const cursorOf = (key: readonly string[]): string =>
  Buffer.from(JSON.stringify(key)).toString("base64url");

/** The sort key in a cursor; undefined when it is none of ours. */
const readCursor = (cursor: string): readonly string[] | undefined => {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(key) && key.every((part) => typeof part === "string") ? key : undefined;
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
