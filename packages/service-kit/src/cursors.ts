import { createHash } from "node:crypto";
import type { FastifyRequest, preSerializationAsyncHookHandler, preValidationHookHandler } from "fastify";
import { z } from "zod";
import type { App } from "./app.ts";

type Filters = Readonly<Record<string, unknown>>;

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

/**
 * Says in few characters which list was asked for: its route, what its address names, its filters and its order. How
 * many come at once may change from page to page.
 */
const listOf = (request: FastifyRequest): string => {
  const { limit: _limit, cursor: _cursor, ...filters } = request.query as Filters;
  const asked = [request.routeOptions.url, request.params, Object.entries(filters).toSorted(byName)];
  return createHash("sha256").update(JSON.stringify(asked)).digest("base64url").slice(0, 16);
};

const notOfThisList = (cursor: string): z.ZodError =>
  new z.ZodError([
    {
      code: "custom",
      path: ["cursor"],
      message: "Not a cursor that this list gave with these filters",
      input: cursor,
    },
  ]);

const isPage = (payload: unknown): payload is { readonly next: string } =>
  typeof (payload as { next?: unknown } | null)?.next === "string";

/** The two ends of naming: as it was asked for is known only before the schema has filled in what was left out. */
const naming = () => {
  const listsOf = new WeakMap<FastifyRequest, string>();
  const takeOff: preValidationHookHandler = (request, _reply, done) => {
    const list = `${listOf(request)}.`;
    listsOf.set(request, list);
    const query = request.query as { cursor?: unknown };
    if (typeof query.cursor === "string") {
      if (!query.cursor.startsWith(list)) throw notOfThisList(query.cursor);
      query.cursor = query.cursor.slice(list.length);
    }
    done();
  };
  const putOn: preSerializationAsyncHookHandler<unknown> = async (request, _reply, payload) =>
    isPage(payload) ? { ...payload, next: `${listsOf.get(request) ?? ""}${payload.next}` } : payload;
  return { takeOff, putOn };
};

const isList = (querystring: unknown): boolean =>
  querystring instanceof z.ZodObject && Object.hasOwn(querystring.shape, "cursor");

/**
 * Every list that is paged gives cursors which name it and what it was asked with, and takes no others: with another
 * list's, or its own under other filters, it would answer from somewhere in between and leave out the rest without a word.
 */
export const nameListsInCursors = (app: App): void => {
  const { takeOff, putOn } = naming();
  app.addHook("onRoute", (route) => {
    if (!isList(route.schema?.querystring)) return;
    Object.assign(route, {
      preValidation: [route.preValidation ?? [], takeOff].flat(),
      preSerialization: [route.preSerialization ?? [], putOn].flat(),
    });
  });
};
