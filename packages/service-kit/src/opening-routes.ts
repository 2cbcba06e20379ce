import { z } from "zod";
import { type Person, personBehind } from "./auth.ts";
import type { App, Routes } from "./http.ts";
import { pageOf, pageQuery, sortKey, toPage } from "./paging.ts";
import type { ListOpenings } from "./words.ts";

const opening = z.object({
  at: z.string(),
  actor: z.string().describe("The member of staff"),
  reason: z.string(),
  door: z.string().describe("Where it was read: conversation, timeline, request, callback, message, ledger"),
});

type Readable = {
  /** Where one such thing is read, without its id: `/v1/requests`. */
  readonly path: `/v1/${string}`;
  /** What its id is called in addresses: `requestId`. */
  readonly param: string;
  readonly id: z.ZodType<string>;
  readonly summary: string;
  readonly tag: string;
  readonly openings: ListOpenings;
  /** The thing, where there is one that this person may see. */
  find(person: Person, id: string): Promise<unknown>;
  readonly notFound: () => Error;
};

/** Who read what was written about one thing: for those who lead where it is. */
export const openingRoutes =
  ({ path, param, id, summary, tag, openings, find, notFound }: Readable): Routes =>
  (app: App) => {
    app.get(
      `${path}/:${param}/openings`,
      {
        config: { allow: ["supervisor", "manager"] },
        schema: {
          summary,
          tags: [tag],
          params: z.object({ [param]: id }),
          querystring: z.object(pageQuery(sortKey.serial)),
          response: { 200: pageOf(opening) },
        },
      },
      async (request) => {
        const subject = request.params[param] ?? "";
        if (!(await find(personBehind(request), subject))) throw notFound();
        const { limit, cursor } = request.query;
        const before = cursor ? Number(cursor[0]) : undefined;
        const found = await openings({ subject, before, limit: limit + 1 });
        return toPage(found, limit, {
          keyOf: ({ seq }) => [String(seq)],
          view: ({ at, actor, reason, door }) => ({ at, actor, reason, door }),
        });
      },
    );
  };
