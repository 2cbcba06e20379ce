import { rejection } from "@shouwen/service-kit/rejection";
import { z } from "zod";

const place = z.object({ receivedAt: z.string(), id: z.string() });

/** Where a list goes on: after one ticket, in the list's order. Opaque to callers. */
export type Cursor = z.output<typeof place>;

const badCursor = rejection("bad_cursor", "invalid", "The cursor is none of ours; begin the list anew");

export const writeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString("base64url");

export const readCursor = (text: string): Cursor => {
  try {
    return place.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    throw badCursor();
  }
};
