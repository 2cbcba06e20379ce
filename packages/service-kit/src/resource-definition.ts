import type { Fact } from "@shouwen/contracts/define-event";
import type { Role } from "@shouwen/contracts/events/workforce";
import type { Known } from "@shouwen/event-bus/aggregate";
import type { AggregateDefinition, AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { z } from "zod";
import type { Person } from "./auth.ts";
import type { Routes } from "./http.ts";
import type { PeopleRows } from "./people-rows.ts";
import type { ResourceCommand, ResourceCreation } from "./resource-command.ts";
import type { Condition, Filter, Order } from "./resource-list.ts";

/** For whom a thing is shown. */
export type Viewer = { readonly person: Person; readonly now: string };

/** The fields of a zod object. */
export type Shape = z.ZodRawShape;

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
  /** How one is made; left out: not by a person. */
  readonly create?: ResourceCreation<State, F>;
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
