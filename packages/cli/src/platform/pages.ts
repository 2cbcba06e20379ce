import { z } from "zod";
import { bodyOf, type Call, type Client } from "./http-client.ts";

const LARGEST_PAGE = 200;

/**
 * Every item of a list, read page by page as it is asked for: who has seen enough stops, and no further page is read.
 */
export async function* everyItem<Item>(
  client: Client,
  call: Call & { readonly item: z.ZodType<Item> },
): AsyncGenerator<Item> {
  const { item, ...about } = call;
  const page = z.object({ items: z.array(item), next: z.string().nullable() });
  const base = `${about.path}${about.path.includes("?") ? "&" : "?"}limit=${LARGEST_PAGE}`;
  for (let cursor: string | null = ""; cursor !== null; ) {
    const asked: Call = {
      ...about,
      path: cursor === "" ? base : `${base}&cursor=${encodeURIComponent(cursor)}`,
    };
    const { items, next } = page.parse(bodyOf(asked, await client(asked)));
    yield* items;
    cursor = next;
  }
}
