import type { Fact } from "@shouwen/contracts/define-event";
import type { Routes } from "./http.ts";
import type { Ground, Resource, ResourceDefinition, Shape } from "./resource-definition.ts";
import { listRoute, oneRoute } from "./resource-reading.ts";
import { showing } from "./resource-view.ts";
import { commandRoute, createRoute } from "./resource-writing.ts";

export type { Resource } from "./resource-definition.ts";

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
    createRoute(app, definition, shown);
    for (const name of Object.keys(definition.commands)) commandRoute(app, definition, { name, shown });
  };
