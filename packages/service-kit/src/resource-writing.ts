import type { Fact } from "@shouwen/contracts/define-event";
import { isKnown, type Known } from "@shouwen/event-bus/aggregate";
import { decideOne, type Outcome } from "@shouwen/event-bus/shell";
import { maySee } from "./auth.ts";
import { type Command, commandOf, idOfCommand } from "./decision.ts";
import type { App } from "./http.ts";
import type { ResourceCommand } from "./resource-command.ts";
import type { ResourceDefinition, Shape } from "./resource-definition.ts";
import { answer, idIn, type Shown } from "./resource-view.ts";

/** `POST <path>`: answered with 201 and where it is. */
export const createRoute = <State, F extends Fact, View extends Shape, Asked extends Shape>(
  app: App,
  {
    path,
    tag,
    create,
    of,
    viewOf,
    notFound,
    propertyOf,
    correlationOf,
  }: ResourceDefinition<State, F, View, Asked>,
  { ground, store, noun, schema, complete }: Shown<State, F>,
): void => {
  if (!create) return;
  app.post(
    path,
    {
      config: { allow: create.roles, versioned: true },
      schema: {
        operationId: `${noun}.create`,
        summary: create.summary,
        tags: [tag],
        body: create.body,
        response: { 201: schema },
      },
    },
    async (request, reply) => {
      const command = commandOf(request);
      const { person, cause, ifVersion } = command;
      if (!maySee(person, create.propertyOf(request.body))) throw create.elsewhere();
      const given = { id: idOfCommand(create.prefix, command), body: request.body, actor: person };
      const { state, version } = await decideOne<State, F, unknown>(store, given.id, {
        cause,
        ifVersion,
        correlationOf,
        check: (before) => {
          if (isKnown(of, before) && !maySee(person, propertyOf(before))) throw notFound();
        },
        prepare: () => create.prepare(given),
        decide: (before, about) => create.decide(given, before, about),
      });
      if (!isKnown(of, state)) throw notFound();
      const viewer = { person, now: ground.now() };
      void reply.code(201).header("location", `${path}/${given.id}`);
      return answer(reply, version, complete(viewOf(state, viewer), { thing: state, version }, viewer));
    },
  );
};

/** `POST <path>/:id/<name>`. */
export const commandRoute = <State, F extends Fact, View extends Shape, Asked extends Shape>(
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
  const given = { id, body, actor: person };
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
