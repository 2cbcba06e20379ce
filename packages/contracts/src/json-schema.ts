import { z } from "zod";
import type { EventDefinition } from "./define-event.ts";
import { schemaUriOf } from "./envelope.ts";

/** A JSON Schema 2020-12, as far as the events need it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * The schema of an event's data, as it is published: what a sender must write. `x-topic` and `x-key` say where the
 * event travels and which field orders it. Unknown fields are allowed, so that a later version may add some.
 */
export const jsonSchemaOf = (definition: EventDefinition): JsonSchema => {
  const { $schema, ...schema } = z.toJSONSchema(definition.data, {
    io: "input",
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern; // zod's own spelling of the format
    },
  });
  return {
    $schema,
    $id: schemaUriOf(definition.type),
    title: definition.type,
    description: definition.summary,
    "x-topic": definition.topic,
    "x-key": definition.key,
    ...schema,
  };
};

/** What a value may be, one schema each: null stands apart however the schema spells it. Most have one. */
export const alternativesOf = (schema: JsonSchema): JsonSchema[] => {
  const { anyOf, ...beside } = schema;
  if (Array.isArray(anyOf)) return anyOf.map((each: JsonSchema) => ({ ...each, ...beside }));
  if (!Array.isArray(schema.type)) return [schema];
  return schema.type.map((type: unknown) => (type === "null" ? { type } : { ...schema, type }));
};

/** Whether a schema allows null and nothing else. */
export const isNull = (schema: JsonSchema): boolean => schema.type === "null";
