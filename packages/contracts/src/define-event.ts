import type { z } from "zod";

/** One fact, ready to be written to the outbox: its type and its data, without an envelope. */
export type Fact<Type extends string = string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data;
  /** Only on a tombstone, whose data is null and cannot name its key. */
  readonly key?: string;
  /** Changes the state and becomes no event. */
  readonly internal?: true;
};

/**
 * A change that is nobody else's business, such as who holds a thing at the moment: the state evolves by it, and it
 * is told to nobody. A thing with such facts counts those that it told, for `factsSaid`.
 */
export const internalFact = <const Type extends string, Data>(type: Type, data: Data): Fact<Type, Data> => ({
  type,
  data,
  internal: true,
});

/** Says on a state topic that the thing is gone. */
export const tombstoneOf = <Type extends string>(
  definition: EventDefinition<Type>,
  key: string,
): Fact<Type, null> => ({ type: definition.type, data: null, key });

/**
 * An event that other teams can build on: its name and version, where it travels, what orders it and what it says.
 * `key` names the field of `data` whose value is the record key, so that events with one key stay in order.
 */
export type EventDefinition<Type extends string = string, Schema extends z.ZodObject = z.ZodObject> = {
  readonly type: Type;
  readonly topic: string;
  readonly key: string;
  readonly summary: string;
  readonly data: Schema;
  /** Makes the fact. Checked against the schema when it is saved, not here. */
  of(data: z.input<Schema>): Fact<Type, z.output<Schema>>;
};

/** The data that an event of this definition carries. */
export type DataOf<Definition> =
  Definition extends EventDefinition<string, infer Schema> ? z.output<Schema> : never;

/** The fact that a definition makes; a union over several definitions narrows on `type`. */
export type FactOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Schema> ? Fact<Type, z.output<Schema>> : never;

const eventTypePattern = /^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*\.v[1-9]\d*$/;

/** Defines an event. Throws at load when the type is not `noun.past_participle.vN` or the key is no field of the data. */
export const defineEvent = <const Type extends string, Schema extends z.ZodObject>(definition: {
  type: Type;
  topic: string;
  key: string;
  summary: string;
  data: Schema;
}): EventDefinition<Type, Schema> => {
  if (!eventTypePattern.test(definition.type)) throw new Error(`Not an event type: ${definition.type}`);
  if (!(definition.key in definition.data.shape))
    throw new Error(`${definition.type} has no field ${definition.key}`);
  return { ...definition, of: (data) => ({ type: definition.type, data: data as z.output<Schema> }) };
};

/** Two shapes as one; where both name a field, the second is right. */
export const withFields = <Base extends z.ZodRawShape, Extra extends z.ZodRawShape>(
  base: Base,
  extra: Extra,
) => ({ ...base, ...extra }) as Omit<Base, keyof Extra> & Extra;
