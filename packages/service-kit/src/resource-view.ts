import type { Fact } from "@shouwen/contracts/define-event";
import { isKnown, type Known } from "@shouwen/event-bus/aggregate";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { Person } from "./auth.ts";
import { tagOf } from "./decision.ts";
import { type Allowed, allowed, allowedOf } from "./resource-command.ts";
import type { Ground, ResourceDefinition, Shape, Viewer } from "./resource-definition.ts";
import { listText } from "./resource-list.ts";

type Stated = { readonly version: z.ZodInt; readonly allowed: typeof allowed };
type Seen<State> = { readonly thing: Known<State>; readonly version: number };
type Row<State> = { id: string; version: number; state: State; sort: string };

export type Shown<State, F extends Fact> = ReturnType<typeof showing<State, F, Shape, Shape>>;

/** How things are found for a person, and shown to them. */
export const showing = <State, F extends Fact, View extends Shape, Asked extends Shape>(
  definition: ResourceDefinition<State, F, View, Asked>,
  ground: Ground,
) => {
  const { of, commands, notFound, view } = definition;
  const [param = "id"] = Object.keys(definition.id);
  const noun = param.replace(/Id$/, "");
  const name = noun.charAt(0).toUpperCase() + noun.slice(1);
  const schema = view
    .extend({ version: z.int(), allowed } as unknown as Stated)
    .meta({ ...view.meta(), id: name });
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

/** The id in an address. */
export const idIn = (params: unknown, param: string): string =>
  String((params as Record<string, string>)[param]);

/** Answers with a view and its version as ETag. */
export const answer = (reply: FastifyReply, version: number, view: object) =>
  reply.header("etag", tagOf(version)).send(view);
