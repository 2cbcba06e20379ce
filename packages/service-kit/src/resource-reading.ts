import type { Fact } from "@shouwen/contracts/define-event";
import type { Known } from "@shouwen/event-bus/aggregate";
import { z } from "zod";
import { personBehind } from "./auth.ts";
import type { App } from "./http.ts";
import { pageOf, pageQuery, toPage } from "./paging.ts";
import type { ResourceDefinition, Shape } from "./resource-definition.ts";
import { sortKeyOf } from "./resource-list.ts";
import { answer, idIn, type Shown } from "./resource-view.ts";

/** `GET <path>`: page by page. */
export const listRoute = <State, F extends Fact, View extends Shape, Asked extends Shape>(
  app: App,
  { path, tag, readers, list, viewOf }: ResourceDefinition<State, F, View, Asked>,
  { ground, noun, schema, read, complete }: Shown<State, F>,
): void => {
  const filters = Object.entries(list.filter);
  const asked = Object.fromEntries(filters.map(([name, filter]) => [name, filter.schema]));
  app.get(
    path,
    {
      config: { allow: readers },
      schema: {
        operationId: `${noun}.list`,
        summary: list.summary,
        tags: [tag],
        querystring: z.object({ ...pageQuery(...sortKeyOf(list.order)), ...asked }),
        response: { 200: pageOf(schema) },
      },
    },
    async (request) => {
      const { cursor, limit, ...given } = request.query as {
        cursor?: readonly string[];
        limit: number;
      } & Record<string, unknown>;
      const person = personBehind(request);
      const conditions = filters.flatMap(([name, filter]) =>
        given[name] === undefined ? [] : [filter.condition(given[name])],
      );
      const rows = await read(person, { conditions, after: cursor, limit: limit + 1 });
      const viewer = { person, now: ground.now() };
      return toPage(rows, limit, {
        keyOf: ({ sort, id }) => [sort, id],
        view: ({ state, version }) => {
          const thing = state as Known<State>;
          return complete(viewOf(thing, viewer), { thing, version }, viewer);
        },
      });
    },
  );
};

/** `GET <path>/:id`. */
export const oneRoute = <State, F extends Fact, View extends Shape, Asked extends Shape>(
  app: App,
  { path, tag, readers, one, viewOf }: ResourceDefinition<State, F, View, Asked>,
  { ground, noun, param, params, schema, find, complete }: Shown<State, F>,
): void => {
  app.get(
    `${path}/:${param}`,
    {
      config: { allow: readers, versioned: true },
      schema: {
        operationId: `${noun}.read`,
        summary: one.summary,
        ...(one.description === undefined ? {} : { description: one.description }),
        tags: [tag],
        params,
        ...(one.query ? { querystring: one.query } : {}),
        response: { 200: schema },
      },
    },
    async (request, reply) => {
      const viewer = { person: personBehind(request), now: ground.now() };
      const found = await find(viewer.person, idIn(request.params, param));
      const query = request.query as z.output<z.ZodObject<Asked>>;
      const view = viewOf(found.thing, viewer);
      const shown = one.show ? await one.show(view, { ...viewer, thing: found.thing, query }) : view;
      return answer(reply, found.version, complete(shown, found, viewer));
    },
  );
};
