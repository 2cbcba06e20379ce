import { existsSync, readdirSync } from "node:fs";
import { events } from "../src/catalogue.ts";
import { type BreakingChange, breakingChanges } from "../src/compatibility.ts";
import { type JsonSchema, jsonSchemaOf } from "../src/json-schema.ts";
import { packageFolder, readJson } from "./generated-files.ts";

const folder = new URL("released/", packageFolder);

/** The schemas of the last release by event type; none before the first. */
export const releasedSchemas = (): Map<string, JsonSchema> => {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(
    names.map((name) => [name.replace(/\.json$/, ""), readJson(`released/${name}`) as JsonSchema]),
  );
};

/** The schemas as they stand in the source, by event type. */
export const currentSchemas = (): Map<string, JsonSchema> =>
  new Map(events.map((event) => [event.type, jsonSchemaOf(event)]));

type Schemas = ReadonlyMap<string, JsonSchema>;

/** What the source breaks of what was released: `path` begins with the event's type. */
export const brokenPromises = (released: Schemas, current: Schemas): BreakingChange[] =>
  [...released].flatMap(([type, schema]) => {
    const now = current.get(type);
    if (!now) return [{ path: type, what: "is gone; a released event stays beside its successor" }];
    return breakingChanges(schema, now).map(({ path, what }) => ({ path: `${type} ${path}`.trim(), what }));
  });
