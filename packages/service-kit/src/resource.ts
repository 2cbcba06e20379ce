import type { Fact } from "@shouwen/contracts/define-event";
import type { Role } from "@shouwen/contracts/events/workforce";
import { isKnown, type Known } from "@shouwen/event-bus/aggregate";
import type { AggregateDefinition, AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { decideOne, type Outcome } from "@shouwen/event-bus/shell";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { maySee, type Person, personBehind } from "./auth.ts";
import { type Command, commandOf, tagOf } from "./decision.ts";
import type { App, Routes } from "./http.ts";
import { pageOf, pageQuery, toPage } from "./paging.ts";
import type { PeopleRows } from "./people-rows.ts";
import { type Allowed, allowed, allowedOf, type ResourceCommand } from "./resource-command.ts";
import { type Condition, type Filter, listText, type Order, sortKeyOf } from "./resource-list.ts";

/** For whom a thing is shown. */
export type Viewer = { readonly person: Person; readonly now: string };

type Shape = z.ZodRawShape;
type Stated = { readonly version: z.ZodInt; readonly allowed: typeof allowed };

export type ResourceDefinition<State, F extends Fact, View extends Shape, Asked extends Shape> = {
  /** Where it is: `/v1/callbacks`. */
  readonly path: `/v1/${string}`;
  readonly of: AggregateDefinition<State, F>;
  /** What its id is called and looks like: `{ callbackId }`. */
  readonly id: Readonly<Record<string, z.ZodType<string>>>;
  readonly tag: string;
  /** Who may read it. */
  readonly readers: readonly Role[];
  readonly notFound: () => Error;
  propertyOf(thing: Known<State>): string;
  correlationOf?(state: State): string;
  /** Which of the things of their properties this person sees; left out: all. */
  seenBy?(person: Person): Condition | undefined;
  /** What people see of it. `version` and `allowed` are added. */
  readonly view: z.ZodObject<View>;
  viewOf(thing: Known<State>, viewer: Viewer): z.output<z.ZodObject<View>>;
  /** What reading one of them shows beyond that, and what may be asked with it. */
  readonly one: {
    readonly summary: string;
    readonly description?: string;
    readonly query?: z.ZodObject<Asked>;
    show?(
      view: z.output<z.ZodObject<View>>,
      about: Viewer & { readonly thing: Known<State>; readonly query: z.output<z.ZodObject<Asked>> },
    ): Promise<z.output<z.ZodObject<View>>>;
  };
  readonly list: {
    readonly summary: string;
    readonly filter: Readonly<Record<string, Filter>>;
    readonly order: Order;
  };
  readonly commands: Readonly<Record<string, ResourceCommand<State, F>>>;
};

/** What a resource stands on, once it is mounted. */
export type Ground = {
  store<State, F extends Fact>(definition: AggregateDefinition<State, F>): AggregateStore<State, F>;
  readonly people: Pick<PeopleRows, "read">;
  readonly now: () => string;
};

/** A resource as a service lists it: the kit mounts it. */
export type Resource = { mount(ground: Ground): Routes };

type Seen<State> = { readonly thing: Known<State>; readonly version: number };
type Row<State> = { id: string; version: number; state: State; sort: string };

/**
 * A thing that people read, list and command: its routes, pages, versions, who sees what and what each may do. Everything
 * in it is a value that leads to where it is said. What a list or a door of another shape needs stays a route beside it.
 */
export const resource = <
  State,
  F extends Fact,
  View extends Shape,
  Asked extends Shape = Record<never, never>,
>(
  definition: ResourceDefinition<State, F, View, Asked>,
): Resource => ({ mount: (ground) => routesOf(definition, ground) });

const routesOf =
  <State, F extends Fact, View extends Shape, Asked extends Shape>(
    definition: ResourceDefinition<State, F, View, Asked>,
    ground: Ground,
  ): Routes =>
  (app) => {
    const shown = showing(definition, ground);
    listRoute(app, definition, shown);
    oneRoute(app, definition, shown);
    for (const name of Object.keys(definition.commands)) commandRoute(app, definition, { name, shown });
  };

type Shown<State, F extends Fact> = ReturnType<typeof showing<State, F, Shape, Shape>>;

/** How things are found for a person, and shown to them. */
const showing = <State, F extends Fact, View extends Shape, Asked extends Shape>(
  definition: ResourceDefinition<State, F, View, Asked>,
  ground: Ground,
) => {
  const { of, commands, notFound, view } = definition;
  const [param = "id"] = Object.keys(definition.id);
  const noun = param.replace(/Id$/, "");
  const name = noun.charAt(0).toUpperCase() + noun.slice(1);
  const schema = view.extend({ version: z.int(), allowed } as unknown as Stated).meta({ id: name });
  const read = async (person: Person, query: Omit<Parameters<typeof listText>[0], "table" | "order">) => {
    const seen = definition.seenBy?.(person);
    const conditions = [...query.conditions, ...(seen ? [seen] : [])];
    const text = listText({ ...query, conditions, table: of.table, order: definition.list.order });
    return ground.people.read<Row<State>>(person, text);
  };
  return {
    ground,
    store: ground.store(of),
    noun,
    param,
    params: z.object(definition.id),
    schema: schema as z.ZodType,
    read,
    find: async (person: Person, id: string): Promise<Seen<State>> => {
      const [row] = await read(person, { conditions: [(add) => `id = ${add(id)}`], limit: 1 });
      if (!row || !isKnown(of, row.state)) throw notFound();
      return { thing: row.state, version: row.version };
    },
    /** A view with what the kit adds to it. */
    complete: (
      shown: unknown,
      { thing, version }: Seen<State>,
      { person, now }: Viewer,
    ): { readonly version: number; readonly allowed: Allowed } => ({
      ...(shown as object),
      version,
      allowed: allowedOf(commands, person, { thing, now }),
    }),
  };
};

const listRoute = <State, F extends Fact, View extends Shape, Asked extends Shape>(
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

const oneRoute = <State, F extends Fact, View extends Shape, Asked extends Shape>(
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
        querystring: one.query ?? z.strictObject({}),
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

const commandRoute = <State, F extends Fact, View extends Shape, Asked extends Shape>(
  app: App,
  definition: ResourceDefinition<State, F, View, Asked>,
  { name, shown }: { name: string; shown: Shown<State, F> },
): void => {
  const { path, tag, viewOf, notFound, of } = definition;
  const { ground, noun, param, params, schema, complete } = shown;
  const route = definition.commands[name] as ResourceCommand<State, F>;
  app.post(
    `${path}/:${param}/${name}`,
    {
      config: { allow: route.roles, versioned: true },
      schema: {
        operationId: `${noun}.${name}`,
        summary: route.summary,
        tags: [tag],
        params,
        body: route.body,
        response: { 200: schema },
      },
    },
    async (request, reply) => {
      const id = idIn(request.params, param);
      const command = commandOf(request);
      const { state, version, facts } = await carryOut(definition, shown, {
        id,
        command,
        route,
        body: request.body,
      });
      if (!isKnown(of, state)) throw notFound();
      if (facts.length > 0) route.done(request.body);
      const viewer = { person: command.person, now: ground.now() };
      return answer(reply, version, complete(viewOf(state, viewer), { thing: state, version }, viewer));
    },
  );
};

type Carried<State, F extends Fact> = {
  readonly id: string;
  readonly command: Command;
  readonly route: ResourceCommand<State, F>;
  readonly body: unknown;
};

/** Load, decide, save. What this person does not see is not there, also where they have commanded it before. */
const carryOut = async <State, F extends Fact, View extends Shape, Asked extends Shape>(
  definition: ResourceDefinition<State, F, View, Asked>,
  { store, find }: Shown<State, F>,
  { id, command, route, body }: Carried<State, F>,
): Promise<Outcome<State>> => {
  const { of, notFound, propertyOf, correlationOf, seenBy } = definition;
  const { person, cause, ifVersion } = command;
  if (seenBy) await find(person, id);
  const given = { id, body, actor: { id: person.id, roles: person.roles } };
  return decideOne<State, F, unknown>(store, id, {
    cause,
    ifVersion,
    correlationOf,
    check: (state) => {
      if (!isKnown(of, state) || !maySee(person, propertyOf(state))) throw notFound();
    },
    prepare: (state) => route.prepare(given, state as Known<State>),
    decide: (state, about) => route.decide(given, state, about),
  });
};

const idIn = (params: unknown, param: string): string => String((params as Record<string, string>)[param]);

const answer = (reply: FastifyReply, version: number, view: object) =>
  reply.header("etag", tagOf(version)).send(view);
